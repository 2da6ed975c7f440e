#pragma once

#include <cstddef>

#include "analyzer/lbr/double_double.hpp"

namespace tidemark {

// The least-squares line through one window.
struct WindowFit {
  std::size_t points;
  double slope_bytes_per_second;
  double end_bytes;  // the line at the window's last point
  double r_squared;  // 0 where the values do not vary
};

// Least-squares lines through windows of an even grid that all end at the same point and grow backwards.
//
// Sums are taken relative to the last point and in double-double arithmetic, so that neither the level nor
// the length costs accuracy: the relative error against an exact fit is below 1e-12 for 1e6 points of
// terabytes.
//
// Cost  O(1) for each point and each fit
class BackwardFit {
 public:
  // step_seconds  > 0, of the grid
  BackwardFit(double last_bytes, double step_seconds)
      : last_bytes_(last_bytes), step_seconds_(step_seconds) {}

  // Adds the point before the earliest one so far to the window.
  void grow(double bytes);

  [[nodiscard]] std::size_t points() const { return points_; }
  // Whether all points so far are equal.
  [[nodiscard]] bool is_constant() const { return squares_.high == 0.0; }

  // The line through all points so far; at least two.
  [[nodiscard]] WindowFit fit() const;
  // An upper bound of fit().slope_bytes_per_second at a small part of its cost, above it by rounding errors
  // only.
  [[nodiscard]] double slope_bound() const;

 private:
  [[nodiscard]] double deviation_x() const;

  double last_bytes_;
  double step_seconds_;
  std::size_t points_ = 1;
  // Over the points so far, where k counts backwards from 0 at the last point, and d is a point's bytes less
  // the last point's:
  DoubleDouble sum_;       // of d
  DoubleDouble weighted_;  // of k d
  DoubleDouble squares_;   // of d^2
};

}  // namespace tidemark
