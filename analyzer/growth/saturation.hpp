#pragma once

#include <span>

namespace tidemark {

// The best of the curves that slow down (1 - exp(-t / tau), log(1 + t / tau), t^p) compared with a line, and
// with shapes that bend without slowing down for good. Each F is the squares left by the other shape less
// those left by the curve, over the curve's squares per degree of freedom.
struct SaturationFit {
  double f_over_line;   // over a line, divided by the inflation for autocorrelated residuals
  double f_over_pause;  // over a line that bends once in the last quarter or makes one step, less for its two
                        // more parameters
  double f_over_bend;   // the same over these, a line bent anywhere, and a warm-up that ends and a line
  double late_half;     // part of the curve's rise in its later half
};

// The squares that shapes leave of floors, each fitted best.
struct ShapeSquares {
  double line;
  double slowing;           // the best of the curves that slow down
  double line_and_step;     // a line of one slope that makes one step
  double bent_late;         // a line that bends once in the last quarter
  double bent;              // a line bent anywhere
  double warm_up_and_line;  // a warm-up that ends, and a line that goes on
  double inflation;         // of the curve's residuals, as they are correlated
};

// Fits the shapes. Parameters and cost as fit_saturation.
[[nodiscard]] ShapeSquares fit_shapes(std::span<const double> times, std::span<const double> floors);

// Fits the curves.
//
// times, floors  in order, at least 5; times strictly rising
// least_f        where f_over_line is below it, the other two are not computed, and infinite
// Cost           O(n) for each of two dozen curves, O(n^2) for the bends
[[nodiscard]] SaturationFit fit_saturation(std::span<const double> times, std::span<const double> floors,
                                           double least_f = 0.0);

}  // namespace tidemark
