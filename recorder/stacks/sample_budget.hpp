#pragma once

#include <chrono>
#include <optional>

namespace tidemark {

// How many samples may be unwound: so many a second that the unwinder keeps within a share of a core.
class SampleBudget {
 public:
  // most_cpu  of one core; never more than kMostCpu
  explicit SampleBudget(double most_cpu);

  static constexpr double kMostCpu = 0.02;
  static constexpr double kMostSamplesASecond = 100;
  static constexpr double kLeastSamplesASecond = 5;

  // Takes note of the time, and of the CPU time used until now. Returns whether a second has passed since it was last looked at
  // how much that was.
  bool keep(std::chrono::nanoseconds now, std::chrono::nanoseconds cpu);
  [[nodiscard]] bool has_one() const { return allowance_ >= 1; }
  void take_one() { allowance_ -= 1; }

 private:
  double most_cpu_;
  double samples_a_second_ = kMostSamplesASecond;
  double allowance_ = kMostSamplesASecond;
  std::optional<std::chrono::nanoseconds> paid_until_;
  std::optional<std::chrono::nanoseconds> checked_at_;
  std::chrono::nanoseconds cpu_at_check_{0};
};

}  // namespace tidemark
