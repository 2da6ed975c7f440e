#include "analyzer/growth/drift.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark {
namespace {

double over(double rise, double deviation) {
  if (deviation > 0.0) return rise / deviation;
  return rise > 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
}

}  // namespace

double Drift::guarded_correlation(double margin) const {
  return correlation + margin / std::sqrt(static_cast<double>(steps + 1));
}

double Drift::deviation(double margin) const {
  const double least = 1.0 / static_cast<double>(steps);
  return spread * std::sqrt(std::max(least, 1.0 + 2.0 * guarded_correlation(margin)));
}

Drift measure_drift(std::span<const double> times, std::span<const double> values, double shortest) {
  const double span = times.back() - times.front();
  Drift drift{.rise = values.back() - values.front()};
  const double rate = drift.rise / span;
  double squares = 0.0, products = 0.0, before = 0.0, high = values.front(), fall = 0.0;
  for (std::size_t i = 1, from = 0; i < values.size(); ++i) {
    high = std::max(high, values[i]);
    fall = std::max(fall, high - values[i]);
    const double length = times[i] - times[from];
    if (length < shortest && i + 1 < values.size()) continue;
    const double off = (values[i] - values[from] - rate * length) / std::sqrt(std::max(length, shortest));
    squares += off * off;
    products += off * before;
    before = off;
    from = i;
    ++drift.steps;
  }
  if (drift.steps > 1) drift.spread = std::sqrt(squares / static_cast<double>(drift.steps - 1) * span);
  drift.even = drift.steps > 1 ? over(drift.rise, drift.spread) : 0.0;
  drift.unopposed = over(drift.rise, fall);
  drift.correlation = squares > 0.0 ? products / squares : 0.0;
  return drift;
}

}  // namespace tidemark
