#pragma once

#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// Leaves out the files of directories that were last written to an hour or longer before `since`: whatever they hold is older, and
// reading it takes most of the time where an archive is long.
void leave_out_older(WallTime since, std::vector<ListedRecording>& files);

// Judges the recordings. A directory's file that cannot be read is left out, and told of in the report; one that was removed
// meanwhile is left out.
//
// baseline  what good runs showed; null for none
// Throws    FileError where a file that was named cannot be read
[[nodiscard]] Report judge_files(std::vector<ListedRecording> files, const AnalysisSettings& analysis,
                                 const Baseline* baseline, Progress& progress);

}  // namespace tidemark
