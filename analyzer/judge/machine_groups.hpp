#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/life_summary.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

struct JudgedMachines {
  std::vector<GroupReport> reports;  // suspect or worse, and what others showed, see measure_group
  std::vector<std::string> notes;    // of what grew where not all of the machine was seen
};

// Judges what the machine holds outside of its processes' private memory: shared memory and tmpfs, unreclaimable
// slab, page tables. Its growth has to be a material part of all that is in use. It is told where neither what is
// told already holds most of what went, nor a single process that stays shares most of it. The machine is judged in
// sessions that saw all of it, elsewhere a leak is a note; in a recording of one tree and in a container the control
// group of what was recorded stands for it.
//
// lives  those judged
// told   of each life, whether it is told by itself or in a group
// Cost   O(ticks), and O(200) for each life
[[nodiscard]] JudgedMachines judge_machines(const WholeSessions& sessions, std::span<const LifeSummary> lives,
                                            const std::vector<bool>& told, const AnalysisSettings& settings);

}  // namespace tidemark
