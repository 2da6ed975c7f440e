#pragma once

#include <vector>

#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Judges each test by all its runs in all processes of a program, over all recordings: a leak where the runs, but for the
// first of each process, keep more than is usual more often than chance would have it (corrected for all tests), and
// what they kept in all is material.
//
// tests    of single processes
// Returns  one for each test and program; its verdict is at least the worst of any of its processes
[[nodiscard]] std::vector<TestReport> judge_tests_together(const std::vector<TestReport>& tests,
                                                           const AnalysisSettings& settings);

}  // namespace tidemark
