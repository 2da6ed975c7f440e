#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/judge/programs/life_summary.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// The processes and threads at the end of each session, as far as they are known, zombies among them.
using TaskCounts = std::map<const WholeSession*, double>;

[[nodiscard]] TaskCounts count_tasks(std::span<const LifeSummary> lives);

// Returns how many there may be of something of which there are `last` at the end of a session, if nothing else becomes
// more; absent where the session does not tell how many tasks there may be.
[[nodiscard]] std::optional<double> limit_of_count(const WholeSession& session, double last,
                                                   const TaskCounts& tasks);

// Judges the zombies and the threads of each process that stays, by their number alone: zombies hold no memory, and
// threads hardly any. They are told as those of a tree, and held at what the kind of life of its root allows. Threads
// of a process that is told are not: they show beside its growth.
//
// lives      of `processes`, in the same order
// told       of each process, whether it is told by itself or in a group
// Returns    those that go on becoming more: a leak where they reach the limit within its time, otherwise suspect
// Cost       O(200) for each process of which they were counted
[[nodiscard]] std::vector<GroupReport> judge_counts(std::span<const LifeSummary> lives,
                                                    const std::vector<ProcessReport>& processes,
                                                    const AnalysisSettings& settings,
                                                    const std::vector<bool>& told);

}  // namespace tidemark
