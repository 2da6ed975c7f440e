#pragma once

#include <string>

#include "analyzer/baseline/compare.hpp"

namespace tidemark {

// Returns a clause for people on the change of a metric: what it is now, and what was normal.
[[nodiscard]] std::string describe_metric(const MetricChange& metric, Change change);

}  // namespace tidemark
