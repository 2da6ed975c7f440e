#pragma once

#include <span>
#include <vector>

#include "analyzer/judge/programs/restarts.hpp"
#include "analyzer/judge/programs/rising_lives.hpp"
#include "analyzer/judge/programs/short_lives.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Judges processes by the lives of their program together. Jobs that end at one height are clean. A program
// that grows again after each restart leaks, which its newest life reports, as it does what follows: one whose
// lives reach ever higher is suspect, for it takes more each time, and its input may grow; one whose forks start
// ever higher, or whose short lives grow together, leaks.
//
// lives      of `processes`, in the same order
// processes  each judged by itself
// Cost       as find_restarts and find_rising_lives
void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    const RisingSettings& rising, std::vector<ProcessReport>& processes);

}  // namespace tidemark
