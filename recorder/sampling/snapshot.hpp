#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "recorder/procfs/cgroups.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// One process as a scan found it.
struct ProcessReading {
  // Never given twice by a sampler: another process behind the same PID, or the same one after an exec, has
  // another.
  std::uint64_t token;
  // Small and dense, free again once the process is gone: an index for what a reader keeps per process.
  std::uint32_t slot;
  // What it is; points into the sampler, valid until its next scan.
  const ProcessRow* identity;
  // All absent where it was seen but could not be read.
  MemoryValues values;
  // Token of the control group it is in; 0 where that is not known.
  std::uint64_t cgroup = 0;
  // Another one once identity says more than before: its runtime, cpu_ns, listened; or once it has taken
  // another name. Counts from 0 for each token.
  std::uint32_t revision = 0;
  // The name that it has taken since, escaped; null while it has its first one. Valid as identity.
  const std::string* later_name = nullptr;
  // Of a Java virtual machine, as last read; null where it is not known. Valid as long as identity is.
  const JvmHeap* jvm_heap = nullptr;
  std::uint32_t names_taken = 0;  // later ones, so far
  // As last counted; null where nothing was. Valid as long as identity is.
  const ProcessCounts* counts = nullptr;
  bool has_grown = false;  // by a MiB since its first values
};

// A recorded process that the kernel says has exited since the last scan.
struct ExitReading {
  // As of ProcessReading; 0 for one that no scan has seen.
  std::uint64_t token = 0;
  std::uint32_t slot = 0;
  // What was told of its end, and, where no scan has seen it, what it was.
  ProcessRow identity;
};

// All processes that are recorded, as one scan found them: complete in itself, so that a snapshot that is
// lost costs nothing but its own tick.
struct Snapshot {
  std::vector<ProcessReading> processes;
  std::vector<CgroupReading> cgroups;
  std::vector<ExitReading> exits;
  bool has_all_exits = false;  // that there were since the scan before
  std::int64_t seen = 0;       // readings with values
  std::int64_t unread = 0;     // processes that the scan met and could not read
  std::int64_t in_tree = 0;    // processes of the recorded tree that live, whatever the filter says of them
  std::int64_t arrivals = 0;   // processes, recorded or not, that the scan before did not meet

  // Of processes that no scan has seen.
  [[nodiscard]] std::int64_t count_unseen_exits() const {
    return std::count_if(exits.begin(), exits.end(), [](const ExitReading& exit) { return exit.token == 0; });
  }
};

}  // namespace tidemark
