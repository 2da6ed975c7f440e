#pragma once

#include "analyzer/cause.hpp"
#include "analyzer/process_life.hpp"

namespace tidemark {

// Returns what a recording tells of a process besides its memory.
//
// heap_bound_bytes  of a JVM, by -Xmx or MaxHeapSize, otherwise by MaxRAMPercentage, a quarter by default, of
//                   MemTotal or of the control group's limit; of Node.js, by --max-old-space-size
// forked            its parent, recorded in the same session, is of the same program and command line
[[nodiscard]] ProcessTraits read_traits(const ProcessLife& life);

}  // namespace tidemark
