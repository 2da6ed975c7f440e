#pragma once

#include <span>
#include <vector>

namespace tidemark {

// Returns what a bent line leaves of each value: one that keeps its level until some value and runs straight from there to
// the end. The bend, which may be the first value, lies where the line leaves least. Odd values bend nothing: what
// lies beyond 3 deviations of the others counts as 3, and is returned as that.
//
// values  at least 3, at even distances
// Cost    O(n^2)
// Formula least squares at each bend; odd values as in Huber 1981, section 7.8, by changed values
[[nodiscard]] std::vector<double> residuals_of_bent_line(std::span<const double> values);

}  // namespace tidemark
