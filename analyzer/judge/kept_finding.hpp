#pragma once

#include <span>

#include "analyzer/evidence/kept_in_tests.hpp"
#include "analyzer/judge/metrics/growth_findings.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"
#include "analyzer/lives/metric_history.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// Adds the finding of the detector "tests" where a marked test took what the process keeps: a leak where it comes
// back each time the test runs and is material, otherwise suspect. What was taken once is told only of a process of
// which nothing else is told. A test runner leaks, too, where a marked test of a minute or more grew to its end, as a life
// that leaks grows, and kept that.
//
// What rules accept is told beside what none does.
//
// metrics  of the process; judged by anonymous memory, or RSS where that is not known
void add_kept_finding(ProcessReport& process, std::span<const MetricHistory> metrics,
                      std::span<const TestSpan> tests, KeptSettings kept_settings,
                      const GrowthJudgeSettings& settings, std::span<const SuppressionRule> rules);

}  // namespace tidemark
