#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// Returns the names of the tests during which most of a finding's growth happened. Where several ran at once,
// each is named, since the series does not tell which of them took the memory. All runs of a test count together,
// whatever its parameters, which its name leaves out.
//
// finding  of this series
// Returns  names, each once, the one with the most growth first; none where most of the growth happened
//          outside of tests. A name with at least half the growth of the last one needed is among them, so
//          that growth that comes with every test names them all
// Cost     O(n + t log n) for t tests, where few of them run at once
[[nodiscard]] std::vector<std::string> tests_of_growth(const Finding& finding, const Series& series,
                                                       std::span<const TestSpan> tests);

}  // namespace tidemark
