#pragma once

#include <span>

#include "analyzer/baseline.hpp"
#include "analyzer/progress.hpp"
#include "analyzer/recording.hpp"
#include "analyzer/report.hpp"

namespace tidemark {

// Judges every process of the recordings.
//
// recordings  as read; where a part of a session is there twice, the longer one is taken
// baseline    what good runs showed; null for none
// progress    told how far it is; null for nobody
// Throws      UserError where a setting cannot be used
// Cost        one pass over all ticks of each process and metric; memory for one process at a time
[[nodiscard]] Report analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                             const Baseline* baseline = nullptr, Progress* progress = nullptr);

}  // namespace tidemark
