#pragma once

#include <span>
#include <vector>

#include "analyzer/judge/programs/life_summary.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Whether the life is there at the end of its session, also where all was stopped then, and what it held is known. A
// job that ended then gave back what it took.
[[nodiscard]] inline bool stays(const LifeSummary& life) {
  return life.is_seen_at_end && !life.gave_back() && life.held;
}

// Holds a tree at what the kind of life of its root allows.
void hold_by_root(const ProcessReport& root, const AnalysisSettings& settings, GroupReport& tree);

// Judges each process together with all that descends from it. A tree grows where what all of it held at each time
// does, those included that have ended since, and where the growth is held by members that stay. What a job in
// progress or a test runner below the root holds counts in its own tree alone. A tree is told where no narrower tree
// and no process in it holds most of the growth, nor those together that are told already. It is held at what the
// kind of life of its root allows.
//
// lives      of `processes`, in the same order
// processes  each with its final verdict
// told       of each process, whether it is told by itself or in a group; the members of the trees returned are added
// Returns    the trees that are suspect or worse, and what others showed, see measure_group
// Cost       O(n log n), and O(200) for each process
[[nodiscard]] std::vector<GroupReport> judge_trees(std::span<const LifeSummary> lives,
                                                   const std::vector<ProcessReport>& processes,
                                                   const AnalysisSettings& settings, std::vector<bool>& told);

}  // namespace tidemark
