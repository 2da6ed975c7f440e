#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// How many a life held of something that is no memory, from a time on.
struct CountPoint {
  std::int64_t axis_ns;  // of the axis of its newest session
  double count;
};

// One of the things that are counted.
using CountField = std::optional<std::int64_t> ProcessCounts::*;

// Returns how many a life held of one of the things that are counted, at each time at which it was counted and
// something had changed.
//
// Returns  strictly rising in time; none where it was never counted
[[nodiscard]] std::vector<CountPoint> read_counts_of(const ProcessLife& life, CountField which);

}  // namespace tidemark
