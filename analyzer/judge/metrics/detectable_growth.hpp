#pragma once

#include <optional>

#include "analyzer/growth/settings.hpp"
#include "analyzer/judge/metrics/growth_verdict.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {

// What a clean verdict is worth: the smallest steady growth that would have been a leak here.
//
// Returns  bytes per second of observed time: of the length of the series, of its noise, and of what is material beside
//          its level and the limit; nothing where not even growth to many times its level would have been told of, and
//          for fewer samples than growth is judged by
// Cost     for a series that holds still by its range O(1), else that of a few searches of its cells
[[nodiscard]] std::optional<double> find_detectable_growth(const SeriesView& samples,
                                                           std::optional<double> limit_bytes,
                                                           const GrowthSettings& settings,
                                                           const GrowthVerdictSettings& verdict);

}  // namespace tidemark
