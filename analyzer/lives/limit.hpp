#pragma once

#include <optional>
#include <string>

#include "analyzer/recordings/recording.hpp"
#include "common/units.hpp"

namespace tidemark {

// The memory that one process may come to use, by one metric.
struct MemoryLimit {
  std::optional<double> bytes;  // absent: not known
  std::string basis;            // where it comes from, or why it is not known; for people
};

// What a recording says of the limits of a process.
struct RecordedLimits {
  Kib mem_total;
  std::optional<std::int64_t> cgroup_bytes;
};

// Returns the limit that holds for `metric`: what was `given`, a percentage being one of the recorded
// MemTotal; otherwise MemTotal, and for memory that a control group counts (all but vm_size) its limit where
// that is smaller.
[[nodiscard]] MemoryLimit find_limit(Metric metric, const std::optional<SizeOrPercent>& given,
                                     const RecordedLimits& recorded);

// What is known at the moment at which the time to the limit is asked for.
struct MemoryState {
  double bytes;  // of the metric
  Kib rss;
  Kib mem_available;
};

// Returns the level of the metric at which memory runs out: the limit; for a process at or above it, its own
// level and the headroom left, which is the smaller of limit - rss and MemAvailable as far as they are known.
[[nodiscard]] MemoryLimit find_ceiling(const MemoryLimit& limit, const MemoryState& state);

}  // namespace tidemark
