#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyzer/evidence/cause.hpp"
#include "analyzer/findings/finding.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/judge/growth_verdict.hpp"
#include "analyzer/lives/marked_tests.hpp"
#include "analyzer/lives/metric_history.hpp"

namespace tidemark {

struct GrowthJudgeSettings {
  GrowthSettings growth;
  GrowthVerdictSettings verdict;
  CauseSettings cause;
};

// What growth detection says of one metric.
struct MetricGrowth {
  Verdict verdict = Verdict::kInsufficient;
  Finding finding;         // complete where the verdict is suspect or worse; its tests and reason in any case
  bool is_paused = false;  // so that no line tells when the limit is reached
};

// Judges one metric of a life by its growth, and what the others tell of its cause: growth of a kind that
// ends by itself is suspect at most.
//
// metrics  all that were recorded of the life; `index` names the one to judge
// tests    that ran during the life; none: the time of the life is all alike
[[nodiscard]] MetricGrowth judge_metric_growth(const History& history, std::span<const MetricHistory> metrics,
                                               std::size_t index, std::span<const TestSpan> tests,
                                               const ProcessTraits& traits,
                                               const GrowthJudgeSettings& settings);

}  // namespace tidemark
