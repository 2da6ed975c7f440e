#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/lives/collected_heap.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// What is known of a process besides its series. Absent is unknown, and no rule follows from it.
struct ProcessTraits {
  std::optional<std::int64_t> cores;
  std::optional<double> machine_bytes;     // MemTotal + swap
  std::optional<double> heap_bound_bytes;  // of a garbage-collected heap
  std::optional<double> v8_bound_bytes;    // of Node.js's old objects, also where no option sets it
  bool is_jvm = false;
  bool is_node = false;
  std::optional<CollectedHeap> heap;  // of a Java virtual machine, where its counters were recorded
  bool forked = false;                // runs its parent's program without an exec of its own
  // Of what is forked: its parent's row in the recording of the life's first part.
  std::optional<std::uint32_t> parent;
};

// Finds the parents of processes that run their parent's program.
class Parents {
 public:
  // recordings  must outlive this
  // Cost        O(n log n) of all their processes
  explicit Parents(std::span<const Recording> recordings);

  // Returns the row of the parent in the recording of the life's first part; nullopt where the life has a program of
  // its own, or its parent was not recorded. Cost: O(log n).
  [[nodiscard]] std::optional<std::uint32_t> find(const ProcessLife& life) const;

 private:
  // Of each recording the rows that were seen, by session, PID and first tick.
  std::map<const Recording*, std::vector<std::uint32_t>> rows_;
};

// Returns what a recording tells of a process besides its memory.
//
// heap_bound_bytes  a JVM's by -Xmx or MaxHeapSize, otherwise by MaxRAMPercentage (a quarter by default) of
//                   MemTotal or of the control group's limit; Node.js's by --max-old-space-size
// v8_bound_bytes    by that option, otherwise by what V8 makes of MemTotal or the control group's limit: half of it, 2 GiB at
//                   most, and 4 GiB from 15.5 GiB on (Node.js 20)
// forked            its parent, recorded in the same session, is of the same program and command line
// heap              as far as `history` goes
[[nodiscard]] ProcessTraits read_traits(const ProcessLife& life, const History& history,
                                        const Parents& parents);

}  // namespace tidemark
