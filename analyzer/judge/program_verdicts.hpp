#pragma once

#include <span>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/judge/restarts.hpp"

namespace tidemark {

// Judges processes by what the lives of their program say together: jobs that end at one height are clean,
// programs that grow again after each restart leak, which their newest life reports.
//
// lives      those of `processes`, in the same order
// processes  judged each by itself
// Cost       as find_restarts
void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    std::vector<ProcessReport>& processes);

}  // namespace tidemark
