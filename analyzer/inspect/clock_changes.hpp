#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// The changes of the clocks while a session ran.
struct ClockChanges {
  struct Step {
    std::chrono::nanoseconds by;  // forward where > 0
    WallTime before;              // of the last tick before it, by the clock before the step
  };
  // Steps of the wall clock by a second or more between two ticks: somebody set it.
  std::vector<Step> steps;
  // The sum of the lesser differences to the axis: the wall clock was slewed, or runs wrong.
  std::chrono::nanoseconds slewed{0};
  // Suspends of the machine.
  std::size_t suspends = 0;
  std::chrono::nanoseconds longest_suspend{0};
  WallTime longest_after;  // the tick before it; only where suspends > 0
};

// Returns these changes; none for a session on the axis of the wall clock.
[[nodiscard]] ClockChanges find_clock_changes(const Recording& recording, const Session& session);

}  // namespace tidemark
