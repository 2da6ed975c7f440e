#pragma once

#include <chrono>
#include <functional>

namespace tidemark {

// CPU time that this process has used, without its children.
[[nodiscard]] std::chrono::nanoseconds process_cpu_time();

// The clocks that a recorder reads; tests give their own.
struct Clock {
  // Since boot, suspended time included (CLOCK_BOOTTIME): the axis of a recording.
  std::function<std::chrono::nanoseconds()> boottime;
  // Since 1970, UTC (CLOCK_REALTIME): for people.
  std::function<std::chrono::nanoseconds()> wall;
  std::function<std::chrono::nanoseconds()> cpu = process_cpu_time;
  // How long the machine has been suspended since boot: CLOCK_BOOTTIME without CLOCK_MONOTONIC.
  std::function<std::chrono::nanoseconds()> suspended = [] { return std::chrono::nanoseconds(0); };
};

[[nodiscard]] Clock system_clock();

}  // namespace tidemark
