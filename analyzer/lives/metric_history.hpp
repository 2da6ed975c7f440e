#pragma once

#include <cstddef>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/limit.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// One metric of a life: what detectors take.
struct MetricHistory {
  Series series;
  MemoryLimit limit;
};

// Returns the level at which memory runs out for the metric, as it was at its sample `index`.
[[nodiscard]] MemoryLimit ceiling_at(const History& history, const MetricHistory& metric, std::size_t index);

}  // namespace tidemark
