#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/evidence/kept_in_tests.hpp"
#include "analyzer/judge/metrics/growth_findings.hpp"
#include "analyzer/judge/programs/job_settings.hpp"
#include "analyzer/judge/programs/restarts.hpp"
#include "analyzer/judge/programs/rising_lives.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"
#include "analyzer/lbr/lbr_findings.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/restart_cuts.hpp"
#include "analyzer/marks/timed_tests.hpp"
#include "analyzer/recordings/metric.hpp"
#include "analyzer/recordings/session_choice.hpp"
#include "common/units.hpp"

namespace tidemark {

// The rows of 1000 processes over a day, each changing every tenth second, take a fourth of this. The other
// half of the GiB that such an analysis may take is for its report.
inline constexpr std::size_t kDefaultMemoryBytes = std::size_t{512} << 20U;

// The detectors that are used.
struct Detectors {
  bool lbr = true;
  bool growth = true;
};

struct JudgeSettings {
  Detectors detectors;
  std::optional<std::chrono::nanoseconds> resample;  // the grid's step; absent: the interval in force
  LbrSettings lbr;
  GrowthJudgeSettings growth;
  // A life shorter than either of these is never judged.
  std::size_t min_ticks = 6;  // --min-ticks; GrowthSettings::fewest_samples at least
  std::chrono::nanoseconds min_alive = std::chrono::seconds(10);  // --min-alive
};

// The settings of an analysis: all that it depends on besides the recordings.
struct AnalysisSettings {
  std::vector<Metric> metrics{kAllMetrics.begin(), kAllMetrics.end()};  // to judge by
  std::optional<std::chrono::nanoseconds> max_gap;  // absent: the larger of 5 x the interval and 2 s
  std::optional<std::chrono::nanoseconds> warm_up;  // of each life, left out
  JudgeSettings judge;
  RestartCutSettings cuts;
  RestartSettings restarts;
  RisingSettings rising;
  KeptSettings kept;  // its least_bytes is the verdict's min_growth_bytes
  JobSettings jobs;
  std::optional<SizeOrPercent> limit;
  TimeRange range;
  std::optional<std::string>
      service;                      // regular expression as `process`: these are services, listening or not
  TimedTests timed_tests = {};      // --junit-times: beside those that were marked
  bool by_test = false;             // --by-test: each test by its runs in all processes of a program
  bool judge_test_runners = false;  // --judge-harness; otherwise test runners are suspect at most
  std::vector<SuppressionRule> suppressions;
  std::optional<std::string> explain;  // regular expression as `process`: explain these with every figure
  bool plots = false;                  // keep the plots of all processes, and maps of their sessions
  bool sparklines = false;             // outline the series of findings
  bool measure = false;                // fill in the measures that later runs are compared with
  // Regular expression, found in the name or the command line; or the choice of a group, see GroupChoice.
  std::optional<std::string> process;
  std::optional<std::string> exclude;  // regular expression: those that it is found in are left out
  SessionChoice session;
  // The resources that the analysis may use; its result does not depend on them.
  std::size_t threads = 1;
  std::size_t memory_bytes = kDefaultMemoryBytes;  // for the rows held at once
};

}  // namespace tidemark
