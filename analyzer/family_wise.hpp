#pragma once

#include <vector>

namespace tidemark {

// Returns the p of several tests taken together: the chance that noise alone lets them come out as they did,
// or more so (Simes' test). The k-th smallest of m is multiplied by m / k, and the least of these counts.
//
// It holds its level where the tests lean the same way or not at all (Sarkar 1998). The metrics of a process
// do: rss contains anon, vm_size contains data, and anon lives in data. So growth that shows in all of them
// costs nothing, which Bonferroni's factor would take from short series, and growth in one alone costs that
// factor in full.
//
// p_values  0 to 1, in any order, at least one
// Formula   Simes 1986
[[nodiscard]] double family_wise_p(std::vector<double> p_values);

}  // namespace tidemark
