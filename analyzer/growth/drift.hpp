#pragma once

#include <cstddef>
#include <span>

namespace tidemark {

// How a rise compares with a walk that has no drift, of the same steps.
struct Drift {
  double rise = 0.0;         // from the first value to the last
  double spread = 0.0;       // what steps of their scatter about an even rise add up to
  double even = 0.0;         // the rise over that
  double unopposed = 0.0;    // the rise over the largest fall on the way; infinite where nothing falls
  double correlation = 0.0;  // of neighbouring steps, about the even rise
  std::size_t steps = 0;     // of at least the shortest length

  // Returns the correlation that is taken instead, larger by `margin` standard errors.
  [[nodiscard]] double guarded_correlation(double margin) const;
  // Returns the standard deviation of the rise, with that correlation of neighbouring steps.
  [[nodiscard]] double deviation(double margin) const;
};

// Measures the rise from the first value to the last.
//
// times     strictly rising, as many as values, at least 3
// shortest  values that lie less time apart count as one step
// Cost      O(n)
// Formula   steps d over times h of a walk have the variance s^2 = sum((d - r h)^2 / h) / (n - 1) per unit of time,
//           where r is the rise per unit of time and n their number; spread = s sqrt(span), and even is Student's t of
//           the steps. Where neighbouring steps have the correlation c, the variance of the rise is 1 + 2 c times that
[[nodiscard]] Drift measure_drift(std::span<const double> times, std::span<const double> values,
                                  double shortest);

}  // namespace tidemark
