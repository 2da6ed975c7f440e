#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/restarts.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

struct JudgedGroups {
  std::vector<GroupReport> reports;  // suspect or worse
  std::vector<std::string> notes;
  std::vector<GroupReport> measured;  // the others, with AnalysisSettings::measure: without findings
};

// Judges the lives of each program together: processes that pile up hold ever more, though none of them grows.
// Those have to hold the growth that are there at the end of their session and are no jobs in progress, for what
// has ended gave back what it held. A group is told where the number of them rises and goes on rising, and so does
// the memory that they hold, and where no single process explains it; or where the number reaches the processes and
// threads that there may be. Trees of processes are judged next, see
// tree_groups.hpp, then zombies and threads, see count_groups.hpp, and machines, where no process was chosen, see
// machine_groups.hpp.
//
// sessions   that the lives come from, each through all its parts
// lives      of `processes`, in the same order
// processes  each with its final verdict
// Cost        O(n log n), and O(200) for each life
[[nodiscard]] JudgedGroups judge_groups(const WholeSessions& sessions, std::span<const LifeSummary> lives,
                                        const std::vector<ProcessReport>& processes,
                                        const AnalysisSettings& settings);

}  // namespace tidemark
