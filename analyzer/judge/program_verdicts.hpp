#pragma once

#include <span>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/judge/restarts.hpp"

namespace tidemark {

// Judges processes by the lives of their program together. Jobs that end at one height are clean. A program
// that grows again after each restart leaks, which its newest life reports; one whose lives reach ever higher is
// suspect: it takes more each time, and its input may grow.
//
// lives      of `processes`, in the same order
// processes  each judged by itself
// Cost       as find_restarts
void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    std::vector<ProcessReport>& processes);

}  // namespace tidemark
