#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/marked_tests.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// Names the tests during which most of a finding's growth happened. Where several ran at once, each is named:
// which of them was at work cannot be told.
//
// finding  of this series
// Returns  names, each once, that with the most growth first; none where most of the growth happened outside
//          of tests. Names that grew at least half as much as the last one needed are among them: growth that
//          comes with every test names them all.
// Cost     O(n + t log n) for t tests, where few of them run at once
[[nodiscard]] std::vector<std::string> tests_of_growth(const Finding& finding, const Series& series,
                                                       std::span<const TestSpan> tests);

}  // namespace tidemark
