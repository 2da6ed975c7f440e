#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyzer/evidence/cause.hpp"
#include "analyzer/findings/finding.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/growth/rising_floors.hpp"
#include "analyzer/judge/metrics/growth_verdict.hpp"
#include "analyzer/lives/metric_history.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

struct GrowthJudgeSettings {
  GrowthSettings growth;
  GrowthVerdictSettings verdict;
  CauseSettings cause;
  // Java services under even load warm up for 25 minutes: without the heap's own counters, growth that has
  // lasted for less may be that.
  double seconds_without_heap = 1800.0;
};

// One metric judged by its growth.
struct MetricGrowth {
  Verdict verdict = Verdict::kInsufficient;
  Finding finding;  // with its cause where the verdict is suspect or worse, its rules and reason always
};

// Sets the line, its bounds and its fit, and when it comes to the limit.
//
// last_seconds  the end of the growth's window, on the clock that the line was fitted to
void set_growth_figures(Finding& finding, const GrowthFinding& growth, const JudgedGrowth& judged,
                        double last_seconds, const std::optional<double>& limit_bytes);

// Returns the growth of a series as a finding of the detector "growth", with what was judged of it.
[[nodiscard]] Finding to_finding(const GrowthFinding& growth, const JudgedGrowth& judged,
                                 const Series& series, const std::optional<double>& limit_bytes,
                                 const GrowthSettings& settings);

// Judges one metric of a life by its growth, and by the cause that the other metrics tell. Growth of a kind
// that ends by itself is held at suspect, and growth that only uses what was mapped before at clean, unless
// it is sustained.
//
// metrics  all that were recorded of the life; `index` names the one to judge
// tests    that ran during the life; may be none
[[nodiscard]] MetricGrowth judge_metric_growth(const History& history, std::span<const MetricHistory> metrics,
                                               std::size_t index, std::span<const TestSpan> tests,
                                               const ProcessTraits& traits,
                                               const GrowthJudgeSettings& settings);

}  // namespace tidemark
