#include "recorder/session/cpu_budget.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

// The interval shrinks again only where this part of the budget would do, so that it does not swing.
constexpr double kSlack = 0.8;

}  // namespace

void CpuBudget::add_tick(std::chrono::nanoseconds cpu) {
  if (ticks_++ == 0) return;
  costs_[(ticks_ - 2) % kTicks] = cpu;
  if (ticks_ <= kTicks) return;
  const std::int64_t needed = needed_multiple(1.0);
  multiple_ = needed > multiple_ ? needed : std::min(multiple_, needed_multiple(kSlack));
}

std::int64_t CpuBudget::needed_multiple(double slack) const {
  auto sorted = costs_;
  std::nth_element(sorted.begin(), sorted.begin() + kTicks / 2, sorted.end());
  const double cost = std::chrono::duration<double>(sorted[kTicks / 2]).count();
  const double budget = std::chrono::duration<double>(asked_).count() * share_ * slack;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(cost / budget)));
}

}  // namespace tidemark
