#pragma once

#include <cmath>
#include <span>

namespace tidemark {

// What is asked of every sample of every series, several samples at a time. Each O(n), without allocation.

// Whether a value in bytes tells of memory: what is 0 or no number counts as not observed.
[[nodiscard]] inline bool is_observed(double bytes) { return std::isfinite(bytes) && bytes > 0.0; }

[[nodiscard]] bool all_observed(std::span<const double> bytes);

struct ValueRange {
  double low;
  double high;

  [[nodiscard]] double width() const { return high - low; }
};

// The least and the greatest value, of which none is NaN; low > high for none.
[[nodiscard]] ValueRange range_of(std::span<const double> values);

// The least value, of which none is NaN; infinite for none.
[[nodiscard]] double least_of(std::span<const double> values);

// The sum, in another order than theirs.
[[nodiscard]] double sum_of(std::span<const double> values);

}  // namespace tidemark
