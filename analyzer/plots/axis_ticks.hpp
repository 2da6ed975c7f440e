#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/rfc3339.hpp"

namespace tidemark {

// A place on an axis of a plot, and its label.
struct AxisTick {
  double value;
  std::string label;
};

// Returns round sizes within [low, high], in KiB, MiB or a larger unit, whichever suits their distance.
//
// low, high  bytes, low < high
// most       how many there may be, at least 1; none where no round size lies within
[[nodiscard]] std::vector<AxisTick> size_ticks(double low, double high, std::size_t most);

// Returns round times (UTC) within `seconds` from `start`, as seconds from there: "10:15:30", "10:15", or
// days as "11-21".
//
// seconds  > 0
// most     how many there may be, at least 1
[[nodiscard]] std::vector<AxisTick> time_ticks(WallTime start, double seconds, std::size_t most);

}  // namespace tidemark
