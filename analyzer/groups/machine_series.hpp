#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/groups/group_series.hpp"

namespace tidemark {

// One sort of memory at the times of a session, in bytes; not a number where it is not known.
struct MemoryPart {
  std::string_view name;  // for people
  std::vector<double> bytes;
};

// What a machine, or a control group, held outside of its processes' private memory.
struct OutsideMemory {
  GroupSeries outside;            // its parts together; not a number where one of them is not known
  std::vector<MemoryPart> parts;  // those that were recorded
  std::vector<double> used;  // all that was in use, private memory too; not a number where it is not known
  std::optional<double> limit_bytes;  // what it holds outside when memory runs out, if nothing else grows
};

// Returns what the machine held outside: shared memory, unreclaimable slab and page tables; in use is what is
// neither available nor free swap.
//
// Returns  nothing where no tick tells of it, as in recordings of format 1.0
// Cost     O(ticks)
[[nodiscard]] std::optional<OutsideMemory> outside_of_machine(const WholeSession& session);

// Likewise of the session's control group: shared memory and unreclaimable slab; in use is what it is charged with
// but for inactive page cache.
[[nodiscard]] std::optional<OutsideMemory> outside_of_cgroup(const WholeSession& session);

}  // namespace tidemark
