#pragma once

#include <string>
#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// Returns what the processes of a report, made with settings.measure, show of each program.
[[nodiscard]] std::map<ProgramKey, ProgramRun> pool_programs(const Report& report);

// Returns what the groups of a report, made with settings.measure, show, those of one kind and name as one: the worst
// verdict, and of each metric the measure of the one that grew most. Those that were told count before others of their name.
[[nodiscard]] std::map<GroupKey, ProgramRun> pool_groups(const Report& report);

// Groups recordings into runs: files that share a session, as rotated ones do, belong together.
//
// Returns  the paths of each run in the order given
// Throws   FileError where one cannot be read
[[nodiscard]] std::vector<std::vector<std::string>> group_into_runs(const std::vector<std::string>& paths);

// A run, and the report that it was measured with.
struct MeasuredRun {
  BaselineRun run;
  Report report;
};

// Reads the recordings of one run, or of the one session that the settings choose, and measures its programs. Here and below `progress` is told how far it is;
// null for nobody.
//
// Throws  FileError where one cannot be read or holds no session
[[nodiscard]] MeasuredRun measure_with_report(const std::vector<std::string>& paths,
                                              AnalysisSettings settings, Progress* progress = nullptr);
// Returns the run alone.
[[nodiscard]] BaselineRun measure_run(const std::vector<std::string>& paths, AnalysisSettings settings,
                                      Progress* progress = nullptr);

// Reads recordings and baseline files, by what is in them, into one baseline.
//
// Cost  memory for one run at a time
[[nodiscard]] Baseline read_runs(const std::vector<std::string>& paths, const AnalysisSettings& settings,
                                 Progress* progress = nullptr);

}  // namespace tidemark
