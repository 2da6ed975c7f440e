#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark {

// Sums over a stretch of values, from which its least-squares line follows without another pass. Times and
// values should be small numbers about 0, so that differences of sums keep their digits.
struct LineSums {
  double n = 0, t = 0, v = 0, tt = 0, tv = 0, vv = 0;

  void add(double time, double value);
  [[nodiscard]] LineSums operator-(const LineSums& other) const;

  // About the means: sum of (t - mean t)^2, of (t - mean t)(v - mean v) and of (v - mean v)^2, not below 0.
  [[nodiscard]] double time_squares() const { return tt - t * t / n; }
  [[nodiscard]] double products() const { return tv - t * v / n; }
  [[nodiscard]] double value_squares() const;
  // What the least-squares line leaves of value_squares(); all of it where the times do not differ.
  [[nodiscard]] double residual_squares() const;
};

// Returns the sums of the first k values at place k, for k from 0 to all; those of the stretch [a, b) are the
// difference of places b and a.
//
// times  as many as values
// Cost   O(n)
[[nodiscard]] std::vector<LineSums> running_line_sums(std::span<const double> times,
                                                      std::span<const double> values);

}  // namespace tidemark
