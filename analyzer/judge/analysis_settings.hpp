#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/judge/growth_findings.hpp"
#include "analyzer/judge/restarts.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"
#include "analyzer/lbr/lbr_findings.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/recordings/metric.hpp"
#include "common/units.hpp"

namespace tidemark {

// Rows of 1000 processes over a day, each changing every tenth second, take a fourth of it. The other half of
// the GiB that such an analysis may take is for its report.
inline constexpr std::size_t kDefaultMemoryBytes = std::size_t{512} << 20U;

// Which detectors are asked.
struct Detectors {
  bool lbr = true;
  bool growth = true;
};

struct JudgeSettings {
  Detectors detectors;
  std::optional<std::chrono::nanoseconds> resample;  // the grid's step; absent: the interval in force
  LbrSettings lbr;
  GrowthJudgeSettings growth;
  // Alive for less than either is never judged.
  std::size_t min_ticks = 10;  // --min-ticks; GrowthSettings::fewest_samples at least
  std::chrono::nanoseconds min_alive = std::chrono::seconds(10);  // --min-alive
};

// What an analysis depends on besides the recordings.
struct AnalysisSettings {
  std::vector<Metric> metrics{kAllMetrics.begin(), kAllMetrics.end()};  // to judge by
  std::optional<std::chrono::nanoseconds> max_gap;  // absent: the larger of 5 x the interval and 2 s
  std::optional<std::chrono::nanoseconds> warm_up;  // of each life, left out
  JudgeSettings judge;
  RestartSettings restarts;
  std::optional<SizeOrPercent> limit;
  TimeRange range;
  bool judge_harness = false;  // else what sends marks, and its ancestors, are suspect at most
  std::vector<SuppressionRule> suppressions;
  std::optional<std::string> explain;  // regular expression as the next: tell of these every figure
  bool plots = false;                  // keep what there is to draw of every process
  bool sparklines = false;             // outline the series of findings
  bool measure = false;                // fill in what later runs are compared with
  std::optional<std::string> process;  // regular expression, found in the name or the command line
  // What the analysis may take, on which its result does not depend.
  std::size_t threads = 1;
  std::size_t memory_bytes = kDefaultMemoryBytes;  // for the rows held at once
};

}  // namespace tidemark
