#pragma once

#include <span>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// Judges every process of the recordings.
//
// recordings  as read; of a session part that is there twice, the longer copy counts
// baseline    what good runs showed; null for none
// progress    told how far it is; null for nobody
// Returns     the same whatever settings.threads and settings.memory_bytes are
// Throws      UserError where a setting cannot be used
// Cost        one pass over all ticks of each process and metric, shared by settings.threads; memory for one
//             process a thread, beside the rows
[[nodiscard]] Report analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                             const Baseline* baseline = nullptr, Progress* progress = nullptr);

// Judges every process of recordings whose rows were not read (ReadSamples::kNo), and reads the rows
// meanwhile. Parameters, result and cost as analyze, and besides:
//
// Throws  FileError where a recording cannot be read any more, is damaged or contradicts itself
// Cost    one pass over all rows for every group of processes whose rows settings.memory_bytes can hold
[[nodiscard]] Report read_and_analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                                      const Baseline* baseline = nullptr, Progress* progress = nullptr);

}  // namespace tidemark
