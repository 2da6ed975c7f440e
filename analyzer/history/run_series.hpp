#pragma once

#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/history/history_run.hpp"
#include "analyzer/history/level_changes.hpp"
#include "analyzer/recordings/metric.hpp"

namespace tidemark {

// Of what a history holds series: a program, a program in a test, or a group.
struct Subject {
  std::string kind = "program";  // or a group's: tree, cgroup, ...
  ProgramKey program;            // of a group its name alone

  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const Subject&) const = default;
};

// Returns "python3 (suite.py) in test_upload", "the tree make".
[[nodiscard]] std::string describe(const Subject& subject);

enum class Quantity {
  kKept,    // bytes that a test kept each time it ran
  kGrowth,  // bytes a second
  kLevel    // bytes at the end; in a test above what was held as it began
};

// Returns the quantity's name in reports: kept, growth, level.
[[nodiscard]] std::string_view to_string(Quantity quantity);

// One value a run, of the runs that have it.
struct RunSeries {
  Quantity quantity = Quantity::kLevel;
  Metric metric = Metric::kAnon;
  bool is_from_begin = false;     // the level is that above a test's begin
  std::vector<std::size_t> runs;  // of each value, rising
  std::vector<double> values;
  // Of each value whether its own recording proves that it is no odd one: of what it repeats, what a test keeps and growth, where
  // it judges the program a leak. None of levels.
  std::vector<bool> proven = {};
  LevelScale scale;
};

struct SubjectHistory {
  Subject subject;
  std::vector<RunSeries> series;
};

// Puts runs into the order in which their revisions came first, those of one revision by their time.
void sort_runs(std::vector<HistoryRun>& runs);

// Returns the series of all that the runs show. What is counted and not measured has none.
//
// runs  in order
// Cost  O(r s) for r runs and s subjects
[[nodiscard]] std::vector<SubjectHistory> series_of(std::span<const HistoryRun> runs,
                                                    const HistorySettings& settings = {});

}  // namespace tidemark
