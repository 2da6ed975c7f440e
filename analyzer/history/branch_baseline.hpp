#pragma once

#include <set>
#include <string>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/history/history_report.hpp"

namespace tidemark {

// Returns what the runs of a branch make normal for the next one: of each program and group what it showed since its memory last
// changed for good, where so many runs are known as a change takes, without the runs in which it leaked: a baseline is of good
// runs.
//
// without  sessions that are left out: those that are to be judged
[[nodiscard]] Baseline baseline_of(const HistoryReport& report, const std::set<std::string>& without);

}  // namespace tidemark
