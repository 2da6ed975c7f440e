#include "analyzer/backward_fit.hpp"

#include <algorithm>

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

// Sum of (x - mean x)(d - mean d) for x = -k: the mean of k is (n - 1) / 2.
DoubleDouble BackwardFit::co_deviation() const {
  const DoubleDouble mean_k{(static_cast<double>(points_) - 1.0) / 2.0, 0.0};
  return mean_k * sum_ - weighted_;
}

WindowFit BackwardFit::fit() const {
  const auto n = static_cast<double>(points_);
  const double deviation_x = n * (n - 1.0) * (n + 1.0) / 12.0;
  const double deviation_xy = co_deviation().value();
  const double deviation_y = (squares_ - sum_ * sum_ / n).value();
  const double slope_per_step = deviation_xy / deviation_x;
  const double mean = (sum_ / n).value();
  const double end = last_bytes_ + (mean + slope_per_step * (n - 1.0) / 2.0);
  // Cauchy-Schwarz holds up to rounding.
  const double r_squared =
      deviation_y > 0.0 ? std::min(1.0, slope_per_step * deviation_xy / deviation_y) : 0.0;
  return {points_, slope_per_step / step_seconds_, end, r_squared};
}

}  // namespace tidemark
