#pragma once

#include "analyzer/series_values.hpp"

namespace tidemark {

// Returns the last of the values, at least one, but for the fall of an exit, which says nothing of what the
// process held (see samples_before_exit).
[[nodiscard]] double last_before_exit(const SeriesValues& bytes);

}  // namespace tidemark
