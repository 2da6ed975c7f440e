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

// Returns the largest rise within a time of `length` before `end`, less its largest step from one level to the next:
// one step tells nothing of a rate. What came before may be shorter, down to half of `length`.
//
// times   rising, as many as levels
// enough  the first rise beyond it will do
// Returns 0 where there is less than half of `length`, or fewer than four levels, before `end`
// Cost    O(n k) for k levels within `length`
[[nodiscard]] double largest_earlier_rise(std::span<const double> times, std::span<const double> levels,
                                          double end, double length,
                                          double enough = std::numeric_limits<double>::infinity());

}  // namespace tidemark
