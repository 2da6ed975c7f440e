#pragma once

#include <cstddef>
#include <string>

#include "analyzer/history/history_run.hpp"
#include "analyzer/judge/baseline_runs.hpp"

namespace tidemark {

// Returns the settings to measure one session with, counted from 1 on.
[[nodiscard]] AnalysisSettings measuring_settings(std::size_t session);

// Returns what a run that was measured with these settings adds to a history.
[[nodiscard]] HistoryRun to_history_run(MeasuredRun measured, std::string revision, std::string branch);

}  // namespace tidemark
