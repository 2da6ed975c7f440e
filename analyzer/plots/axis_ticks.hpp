#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/rfc3339.hpp"

namespace tidemark {

// A place on an axis of a plot, and what stands there.
struct AxisTick {
  double value;
  std::string label;
};

// Returns round sizes within [low, high], in KiB, MiB or more as the distance between them asks for.
//
// low < high  bytes
// most        of them, at least 1; there may be fewer, none where no round size lies within
[[nodiscard]] std::vector<AxisTick> size_ticks(double low, double high, std::size_t most);

// Returns round times (UTC) within `seconds` from `start`, as seconds from there: "10:15:30", "10:15", or
// days as "11-21".
//
// seconds  > 0
// most     of them, at least 1
[[nodiscard]] std::vector<AxisTick> time_ticks(WallTime start, double seconds, std::size_t most);

}  // namespace tidemark
