#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/history/run_series.hpp"

namespace tidemark {

// A change of a subject's memory that is told: of its series that moved together the one that says most.
struct SubjectChange {
  std::size_t subject = 0;  // index into HistoryReport::subjects
  std::size_t series = 0;   // index into its series
  LevelChange change;       // its places are indices into the report's runs
  bool is_new = false;      // nothing of it was told before the newest revision
};

// The history of a branch, judged: what every form of a report is made from.
struct HistoryReport {
  std::string branch;
  std::vector<HistoryRun> runs;  // in order
  std::vector<SubjectHistory> subjects;
  std::vector<SubjectChange> changes;  // the newest first, of these what tells most
  HistorySettings settings;

  // Whether it is told with the newest revision that something got worse: what fails a gate. A run that stands alone does not.
  [[nodiscard]] bool is_worse() const;
  // Whether the newest revision has something need more in one run, which another run of it or the next one confirms or not.
  [[nodiscard]] bool is_odd() const;
  // Whether there are as many runs as it takes to tell a change at all.
  [[nodiscard]] bool has_enough_runs() const { return runs.size() > settings.fewest_before; }
};

// Judges the runs of one branch.
//
// runs  in any order, of one branch
[[nodiscard]] HistoryReport judge_history(std::string branch, std::vector<HistoryRun> runs,
                                          const HistorySettings& settings = {});

}  // namespace tidemark
