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
  bool is_new = false;      // was not told before the newest revision
};

// The history of a branch, judged: what every form of a report is made from.
struct HistoryReport {
  std::string branch;
  std::vector<HistoryRun> runs;  // in order
  std::vector<SubjectHistory> subjects;
  std::vector<SubjectChange> changes;  // the newest first
  HistorySettings settings;

  // Whether the newest revision made something worse, as far as is known: what fails a gate. A run that stands alone,
  // with others after it, does not.
  [[nodiscard]] bool is_worse() const;
};

// Judges the runs of one branch.
//
// runs  in any order, of one branch
[[nodiscard]] HistoryReport judge_history(std::string branch, std::vector<HistoryRun> runs,
                                          const HistorySettings& settings = {});

}  // namespace tidemark
