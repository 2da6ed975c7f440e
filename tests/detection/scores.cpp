#include "tests/detection/scores.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tidemark::detection {
namespace {

double ratio(std::size_t part, std::size_t rest, double if_none) {
  return part + rest == 0 ? if_none : static_cast<double>(part) / static_cast<double>(part + rest);
}

}  // namespace

void Score::count(bool is_leak, bool alerted) {
  if (is_leak)
    ++(alerted ? found : missed);
  else
    ++(alerted ? false_alerts : quiet);
}

double Score::precision() const { return ratio(found, false_alerts, 1.0); }

double Score::recall() const { return ratio(found, missed, 1.0); }

double Score::f1() const {
  const double p = precision(), r = recall();
  return p + r > 0.0 ? 2.0 * p * r / (p + r) : 0.0;
}

Interval wilson(std::size_t successes, std::size_t trials) {
  if (trials == 0) return {0.0, 1.0};
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n, weight = 1.0 + z * z / n;
  const double centre = (p + z * z / (2.0 * n)) / weight;
  const double half = z / weight * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

void print_score(const std::string& name, const Score& score) {
  const Interval p = wilson(score.found, score.found + score.false_alerts);
  const Interval r = wilson(score.found, score.found + score.missed);
  std::printf(
      "%-20s precision %.3f [%.3f, %.3f]  recall %.3f [%.3f, %.3f]  F1 %.3f  (%zu of %zu leaks, %zu of %zu "
      "clean)\n",
      name.c_str(), score.precision(), p.low, p.high, score.recall(), r.low, r.high, score.f1(), score.found,
      score.found + score.missed, score.false_alerts, score.false_alerts + score.quiet);
}

}  // namespace tidemark::detection
