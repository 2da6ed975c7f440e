#include "analyzer/alerts/turn.hpp"

#include <algorithm>

namespace tidemark {

WallTime next_turn(const SpanJudgement& last, std::chrono::seconds period, double share) {
  using Seconds = std::chrono::duration<double>;
  constexpr std::chrono::seconds kMostSlack = std::chrono::minutes(15);
  constexpr int kSlackOfPeriod = 10;
  const Seconds asked = period - std::min(kMostSlack, period / kSlackOfPeriod);
  const Seconds wait = std::max(asked, Seconds(last.cpu_seconds / share));
  return last.judged + std::chrono::duration_cast<std::chrono::nanoseconds>(wait);
}

}  // namespace tidemark
