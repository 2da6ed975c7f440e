#pragma once

#include <limits>
#include <optional>
#include <span>

namespace tidemark {

// The rises of a series that it gave back.
struct GivenBack {
  double most = 0.0;  // bytes, the largest: the smaller of a rise and the fall that followed it
  std::optional<double>
      base;                // bytes, where the rise at the end began; nothing where the series ends falling
  double last_rise = 0.0;  // bytes, of that rise so far
};

// Finds the rises that were followed by a fall of at least `least_fall`.
//
// floors  at least one
// Cost    O(n)
[[nodiscard]] GivenBack find_given_back(std::span<const double> floors, double least_fall);

// How long a time before is compared, and which part of it has to be there.
struct EarlierTime {
  double length;      // seconds
  double least_part;  // 0 to 1
};

// Returns the largest rise within a time of `earlier.length` before `end`, less its largest step from one level to the next:
// one step tells nothing of a rate. What came before may be shorter, down to its least part.
//
// times   rising, as many as levels
// enough  the first rise beyond it will do
// Returns 0 where less time, or one level only, lies before `end`
// Cost    O(n k) for k levels within the length
[[nodiscard]] double largest_earlier_rise(std::span<const double> times, std::span<const double> levels,
                                          double end, const EarlierTime& earlier,
                                          double enough = std::numeric_limits<double>::infinity());

}  // namespace tidemark
