#pragma once

#include <cmath>
#include <span>

namespace tidemark {

// Scans over all samples of a series. They run over every series, so they take several samples in one step;
// each is O(n), without allocation.

// Returns whether a value in bytes tells of memory: 0 and what is not finite count as not observed.
[[nodiscard]] inline bool is_observed(double bytes) { return std::isfinite(bytes) && bytes > 0.0; }

// Returns whether is_observed() holds for every value.
[[nodiscard]] bool all_observed(std::span<const double> bytes);

struct ValueRange {
  double low;
  double high;

  [[nodiscard]] double width() const { return high - low; }
};

// Returns the least and the greatest value; low > high for none.
//
// values  none of them NaN
[[nodiscard]] ValueRange range_of(std::span<const double> values);

// Returns the least value; infinity for none.
//
// values  none of them NaN
[[nodiscard]] double least_of(std::span<const double> values);

// Returns the sum. The values are added in another order than theirs, which may differ in the last digits.
[[nodiscard]] double sum_of(std::span<const double> values);

}  // namespace tidemark
