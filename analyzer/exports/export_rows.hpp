#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// A process at one time.
struct ExportRow {
  std::int64_t wall_ns = 0;
  std::uint32_t process = 0;  // index in the recording
  MemoryKib memory{};
};

// Calls `take` with each process at each tick at which it was observed, what did not change filled in, in the order of
// ticks. Where `resample` is given: at its multiples since the session's first tick, on the session's axis, by lines
// between neighbouring observations of a process that no gap parts, as the analysis has them by default (the larger of five
// intervals in force and 2 s); then in the order of time within a process.
//
// recording  read without samples
// resample   > 0
// progress   told how far it is; null for nobody
// Throws     FileError where the file cannot be read or contradicts itself
// Cost       one pass over the file
void for_each_row(const Recording& recording, std::optional<std::chrono::nanoseconds> resample,
                  Progress* progress, const std::function<void(const ExportRow&)>& take);

}  // namespace tidemark
