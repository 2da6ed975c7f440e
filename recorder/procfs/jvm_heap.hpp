#pragma once

#include <optional>
#include <string_view>

#include "schema/rows.hpp"

namespace tidemark {

// Returns the heap that a Java virtual machine's own counters describe; nullopt where `bytes` are no counters, those
// of a virtual machine that is still starting or has no heap's among them, or where a collection is under way, which
// has not counted yet what it leaves.
//
// used_kib is what the last collection of each space left. An eden is empty after one and counts for nothing, since
// its own counter follows the program; so do those of ZGC and Shenandoah, of which the use stays unknown.
// whole_collections is known of the serial and the parallel collector and of G1.
//
// bytes  of an hsperfdata file of version 2 (jdk.internal.perf.PerfDataBuffer, perfMemory.hpp of HotSpot), in either
//        byte order; untrusted: any bytes at all
// Cost   one pass over some 300 entries; allocates nothing
[[nodiscard]] std::optional<JvmHeap> parse_jvm_heap(std::string_view bytes);

}  // namespace tidemark
