#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tidemark {

// Stretches a recorder's interval to the least multiple of the one asked for at which its ticks cost no more
// than a share of one core.
class CpuBudget {
 public:
  // interval  > 0
  // share     of one core, > 0
  CpuBudget(std::chrono::nanoseconds interval, double share) : asked_(interval), share_(share) {}

  // Takes the CPU time of each tick. The first, which meets every process for the first time, does not count;
  // of the others the median of the last few does, so that one costly tick changes nothing.
  void add_tick(std::chrono::nanoseconds cpu);

  // The interval in force.
  [[nodiscard]] std::chrono::nanoseconds interval() const { return asked_ * multiple_; }

 private:
  [[nodiscard]] std::int64_t needed_multiple(double slack) const;

  static constexpr std::size_t kTicks = 5;
  std::chrono::nanoseconds asked_;
  double share_;
  std::int64_t multiple_ = 1;
  std::size_t ticks_ = 0;
  std::array<std::chrono::nanoseconds, kTicks> costs_{};
};

}  // namespace tidemark
