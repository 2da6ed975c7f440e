#pragma once

#include <span>

namespace tidemark {

// The best of the curves that slow down (1 - exp(-t / tau), log(1 + t / tau), t^p) against a line, and
// against what is no such curve but bends all the same. The two parameters more that those have are allowed
// for.
struct SaturationFit {
  double f_over_line;   // (squares left by the line - by the curve) / (those by the curve per independent
                        // residual)
  double f_over_pause;  // the same against a line that pauses in the last quarter or makes one step
  double f_over_bend;   // the same against a line bent anywhere, or a warm-up that ends and a line
  double late_half;     // part of the curve's rise in its later half
};

// times, floors  in order, at least 5; times strictly rising
// least_f        where f_over_line is below, the other two are not worked out, and infinite
// Cost           O(n) for each of two dozen curves, O(n^2) for the bends
[[nodiscard]] SaturationFit fit_saturation(std::span<const double> times, std::span<const double> floors,
                                           double least_f = 0.0);

}  // namespace tidemark
