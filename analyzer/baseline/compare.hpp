#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/baseline/normal.hpp"

namespace tidemark {

// The change of a program from earlier runs to a new one, from the least to the most important.
enum class Change {
  kNotJudged,  // in both, but too short to be judged in one of them
  kOnlyInBase,
  kOnlyInNew,
  kSame,
  kLower,     // holds less than normal
  kGoneLeak,  // leaked, and is clean now
  kStillLeaks,
  kDrifting,     // a little higher each run: above the oldest runs, or rising from run to run
  kHigher,       // ends above normal
  kGrowsFaster,  // by rate and amount above normal
  kNewLeak
};

// Returns the change's name in reports: "new leak", "grows faster", ...
[[nodiscard]] const char* to_string(Change change);
// Returns the most important change that one metric shows by itself.
[[nodiscard]] Change change_of(const MetricChange& metric);
// Returns whether the change makes the new recording worse than the base.
[[nodiscard]] bool is_worse(Change change);

struct ProgramComparison {
  ProgramKey program;
  Change change = Change::kSame;
  std::string reason;                // for people
  std::size_t base_runs = 0;         // that could be judged
  std::size_t base_leaking = 0;      // of these
  std::size_t base_growing = 0;      // of these, suspect or worse
  std::size_t processes_before = 0;  // in the newest run of the base
  std::size_t processes_now = 0;
  Verdict verdict_before = Verdict::kInsufficient;  // of the newest run of the base that could be judged
  Verdict verdict_now = Verdict::kInsufficient;
  std::vector<MetricChange> metrics;  // those that were measured in both, in the order of kAllMetrics
  std::size_t worst_metric = 0;       // index of the one that shows the change best, where there are any
};

// A group that was told on one side at least. Where it is absent it did not grow.
struct GroupComparison {
  GroupKey group;
  Change change = Change::kSame;
  std::string reason;                        // for people
  std::size_t base_runs = 0;                 // that were looked through for groups
  std::size_t base_leaking = 0;              // of these
  std::size_t base_growing = 0;              // of these, suspect or worse
  Verdict verdict_before = Verdict::kClean;  // of the newest of them
  Verdict verdict_now = Verdict::kClean;
  std::optional<MetricChange> metric;  // where both sides have it
};

struct Comparison {
  bool is_worse = false;
  std::size_t compared = 0;  // programs that could be judged in both
  std::vector<std::string> base_sources;
  std::string new_source;
  BaselineSettings settings;
  std::vector<ProgramComparison> programs;  // the most important change first, as the next
  std::vector<GroupComparison> groups;
};

// Compares a run with earlier ones, program by program. A program leaks in the base where it does in more
// than half of the runs that judged it, so that one bad run excuses nothing. Groups are compared likewise.
//
// base  at least one run; one with the session of `now` is left out where there are others
// Cost  O(programs x n^2) for n runs
[[nodiscard]] Comparison compare_runs(const Baseline& base, const BaselineRun& now,
                                      const BaselineSettings& settings = {});

}  // namespace tidemark
