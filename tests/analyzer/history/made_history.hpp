#pragma once

#include <fmt/core.h>

#include <string>
#include <vector>

#include "analyzer/history/history_run.hpp"
#include "tests/analyzer/baseline/made_runs.hpp"

namespace tidemark::testing {

// The run of revision r`number`, on its day, of "server" that ends at so much.
inline HistoryRun made_history_run(int number, double end_bytes, double growth_bytes = 0.0) {
  HistoryRun run;
  run.revision = fmt::format("r{}", number);
  run.branch = "main";
  run.verdict = Verdict::kClean;
  run.shown = made_run(number, made_measure(end_bytes, growth_bytes));
  return run;
}

inline std::vector<HistoryRun> made_history(const std::vector<double>& levels) {
  std::vector<HistoryRun> runs;
  for (std::size_t i = 0; i < levels.size(); ++i)
    runs.push_back(made_history_run(static_cast<int>(i) + 1, levels[i]));
  return runs;
}

}  // namespace tidemark::testing
