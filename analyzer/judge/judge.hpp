#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/lives/marked_tests.hpp"

namespace tidemark {

struct Judgement {
  Verdict verdict = Verdict::kInsufficient;
  std::string reason;             // what decided, for people
  std::vector<Finding> findings;  // suspect or worse, the worst first
  std::optional<double> p_value;  // of any growth at all, over the windows and metrics; see family_wise_p
  // Growth of every metric judged, with all its tests, also where clean; with GrowthSettings::every_rule that
  // of metrics seen too short as well.
  std::vector<Finding> looked_at;
  std::vector<std::string> notes;  // what kept a detector from its work
};

// Says what is to be thought of a life, by all of its metrics: the worst verdict of them. Where both
// detectors are asked, an LBR finding counts no more than the growth of its metric: a line alone takes a
// tooth or a filling cache for a leak. A leak is suspect only where its metric's trend is no more certain
// than chance among all the metrics judged.
//
// metrics  made of `history`, all that were recorded
// judged   those of them to judge by; at least one
// tests    that ran during the life
// Throws   UserError where the grid would be too fine
[[nodiscard]] Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                              std::span<const Metric> judged, std::span<const TestSpan> tests,
                              const ProcessTraits& traits, const JudgeSettings& settings);

}  // namespace tidemark
