#include "analyzer/lbr/backward_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark {

void BackwardFit::grow(double bytes) {
  const auto steps_back = static_cast<double>(points_);
  const double difference = bytes - last_bytes_;
  ++points_;
  if (difference == 0.0) return;
  sum_ = sum_ + DoubleDouble{difference, 0.0};
  weighted_ = weighted_ + exact_product(steps_back, difference);
  squares_ = squares_ + exact_product(difference, difference);
}

// The sum of (x - mean x)^2 for x = 0 ... n - 1.
double BackwardFit::deviation_x() const {
  const auto n = static_cast<double>(points_);
  return n * (n - 1.0) * (n + 1.0) / 12.0;
}

double BackwardFit::slope_bound() const {
  constexpr double kRounding = 8.0 * std::numeric_limits<double>::epsilon();
  const double product = (static_cast<double>(points_) - 1.0) / 2.0 * sum_.high;
  const double error = kRounding * (std::abs(product) + std::abs(weighted_.high));
  const double bound = (product - weighted_.high + error) / (deviation_x() * step_seconds_);
  return bound + kRounding * std::abs(bound);
}

WindowFit BackwardFit::fit() const {
  const auto n = static_cast<double>(points_);
  // The sum of (x - mean x)(d - mean d) for x = -k; the mean of k is (n - 1) / 2.
  const DoubleDouble mean_k{(n - 1.0) / 2.0, 0.0};
  const double deviation_xy = (mean_k * sum_ - weighted_).value();
  const double deviation_y = (squares_ - sum_ * sum_ / n).value();
  const double slope_per_step = deviation_xy / deviation_x();
  const double mean = (sum_ / n).value();
  const double end = last_bytes_ + (mean + slope_per_step * (n - 1.0) / 2.0);
  // R^2 is at most 1 by Cauchy and Schwarz, but rounding may exceed it.
  const double r_squared =
      deviation_y > 0.0 ? std::min(1.0, slope_per_step * deviation_xy / deviation_y) : 0.0;
  return {points_, slope_per_step / step_seconds_, end, r_squared};
}

}  // namespace tidemark
