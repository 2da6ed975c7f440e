#pragma once

#include <cstdint>
#include <vector>

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
};

// All processes that are recorded, as one scan found them: complete in itself, so that a snapshot that is
// lost costs nothing but its own tick.
struct Snapshot {
  std::vector<ProcessReading> processes;
  std::int64_t seen = 0;    // readings with values
  std::int64_t unread = 0;  // processes that the scan met and could not read
};

}  // namespace tidemark
