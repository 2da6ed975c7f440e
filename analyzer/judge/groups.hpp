#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/restarts.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Judges the lives of each program together: processes that pile up hold ever more, though none of them grows.
// Only those count that are there at the end of their session and are no jobs in progress, for what has ended
// gave back what it held. A group is told where the number of them rises and goes on rising, and so does the memory that they hold, and
// where no single process explains it. Trees of processes are judged next, see tree_groups.hpp.
//
// lives      of `processes`, in the same order
// processes  each with its final verdict
// Returns    the groups that are suspect or worse
// Cost       O(n log n), and O(200) for each life
[[nodiscard]] std::vector<GroupReport> judge_groups(std::span<const LifeSummary> lives,
                                                    const std::vector<ProcessReport>& processes,
                                                    const AnalysisSettings& settings);

}  // namespace tidemark
