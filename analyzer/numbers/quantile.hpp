#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark {

// Returns the value below which the part `fraction` of the values lies, interpolated; 0 for none. Reorders
// `values`.
//
// fraction  in [0, 1]
// Cost      O(n) for values in no particular order, without allocation; made for short ranges, of which
//           growth detection asks very many
[[nodiscard]] double take_quantile(std::span<double> values, double fraction);

// Returns the `rank`th smallest, from 0. Reorders `values`: none before that place is greater, none behind it
// less.
//
// rank  < values.size()
[[nodiscard]] double take_nth(std::span<double> values, std::size_t rank);

struct LeastAndQuantile {
  double least;
  double quantile;  // as take_quantile
};

// Returns the least value and the quantile, without moving a value.
//
// values   at least one
// scratch  memory to work in; one vector serves many calls
// Cost     for up to 16 values a fixed sequence of steps
[[nodiscard]] LeastAndQuantile least_and_quantile(std::span<const double> values, double fraction,
                                                  std::vector<double>& scratch);

}  // namespace tidemark
