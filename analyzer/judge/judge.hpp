#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// The verdict on a life, with what it rests on.
struct Judgement {
  Verdict verdict = Verdict::kInsufficient;
  std::string reason;             // what decided, for people
  std::vector<Finding> findings;  // suspect or worse, the worst first
  std::optional<double> p_value;  // of any growth at all, over windows and metrics; see family_wise_p
  // Of what is clean: the smallest steady growth that would have been a leak; absent where none would.
  std::optional<double> detectable_bytes_per_second;
  // The growth of every metric judged, with the rules asked of it, also where it is clean; with
  // GrowthSettings::every_rule also that of metrics seen for too short a time.
  std::vector<Finding> looked_at;
  std::vector<std::string> notes;  // why a detector could not look at something
};

// Judges one life: its verdict is the worst of its metrics'. Where both detectors are used, an LBR finding
// counts no more than the growth of its metric, for a line alone takes a tooth or a filling cache for a leak.
// A leak is held at suspect where its trend may be chance among all the metrics judged.
//
// metrics  made of `history`, all that were recorded
// judged   those of them to judge by; at least one
// tests    that ran during the life
// Throws   UserError where the grid would be too fine
[[nodiscard]] Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                              std::span<const Metric> judged, std::span<const TestSpan> tests,
                              const ProcessTraits& traits, const JudgeSettings& settings);

}  // namespace tidemark
