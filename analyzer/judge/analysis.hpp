#pragma once

#include <span>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// Judges every process of the recordings.
//
// recordings  as read; where a part of a session is there twice, the longer one is taken
// baseline    what good runs showed; null for none
// progress    told how far it is; null for nobody
// Returns     the same whatever settings.threads and settings.memory_bytes are
// Throws      UserError where a setting cannot be used
// Cost        one pass over all ticks of each process and metric, shared by settings.threads; memory for one
// process a
//             thread, beside the rows
[[nodiscard]] Report analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                             const Baseline* baseline = nullptr, Progress* progress = nullptr);

// The same for recordings whose rows were not read (ReadSamples::kNo), and are now.
//
// Throws  FileError, too, where one cannot be read any more, is damaged or contradicts itself
// Cost    besides, one pass over all rows for as many processes as settings.memory_bytes holds the rows of
[[nodiscard]] Report read_and_analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                                      const Baseline* baseline = nullptr, Progress* progress = nullptr);

}  // namespace tidemark
