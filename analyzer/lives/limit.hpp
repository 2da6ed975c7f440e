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

// The limits of a process that a recording holds.
struct RecordedLimits {
  Kib mem_total;
  std::optional<std::int64_t> cgroup_bytes;
};

// Returns the limit of `metric`: the one that was `given`, a percentage being a part of the recorded
// MemTotal; otherwise MemTotal, or for memory that a control group counts (all but vm_size) the group's limit
// where that is smaller.
[[nodiscard]] MemoryLimit find_limit(Metric metric, const std::optional<SizeOrPercent>& given,
                                     const RecordedLimits& recorded);

// What is known of a process at the moment from which the time to the limit counts.
struct MemoryState {
  double bytes;  // of the metric
  Kib rss;
  Kib mem_available;
};

// Returns the level of the metric at which memory runs out: the limit, or, for a process at or above it, its
// own level plus the headroom left. Headroom is the smaller of limit - rss and MemAvailable, as far as these
// are known.
[[nodiscard]] MemoryLimit find_ceiling(const MemoryLimit& limit, const MemoryState& state);

}  // namespace tidemark
