#include "recorder/stacks/sample_budget.hpp"

#include <algorithm>

namespace tidemark {

SampleBudget::SampleBudget(double most_cpu) : most_cpu_(std::min(kMostCpu, most_cpu)) {}

bool SampleBudget::keep(std::chrono::nanoseconds now, std::chrono::nanoseconds cpu) {
  using Seconds = std::chrono::duration<double>;
  allowance_ += Seconds(now - paid_until_.value_or(now)).count() * samples_a_second_;
  allowance_ = std::min(allowance_, samples_a_second_);
  paid_until_ = now;
  if (!checked_at_) checked_at_ = now;
  const double passed = Seconds(now - *checked_at_).count();
  if (passed < 1) return false;
  const double share = Seconds(cpu - cpu_at_check_).count() / passed;
  samples_a_second_ = std::clamp(samples_a_second_ * (share > most_cpu_ ? 0.5 : 1.25), kLeastSamplesASecond,
                                 kMostSamplesASecond);
  checked_at_ = now;
  cpu_at_check_ = cpu;
  return true;
}

}  // namespace tidemark
