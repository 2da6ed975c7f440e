#pragma once

#include <string>

#include "analyzer/baseline/compare.hpp"

namespace tidemark {

// Returns an amount of the metric's level for people: "180 MiB", in a test "+180 MiB".
[[nodiscard]] std::string describe_level(const MetricChange& metric, double level);

// Returns a clause for people on the change of a metric: what it is now, and what was normal.
[[nodiscard]] std::string describe_metric(const MetricChange& metric, Change change);

}  // namespace tidemark
