#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// The facts of a session that the analysis does not need.
struct SessionFacts {
  std::optional<bool> in_container{};
  // The recorder's own cost from the first tick to the last, and its largest resident memory.
  std::optional<std::int64_t> cpu_ns{};
  std::optional<std::int64_t> written_bytes{};
  std::optional<std::int64_t> most_rss_kib{};
  std::int64_t stretched_ticks = 0;  // at a longer interval than the one asked for
  std::optional<std::int64_t> longest_interval_ns{};
  // Processes known only from their exit, and the one of them that was largest at its peak.
  std::size_t short_lived = 0;
  std::string largest_short_lived{};  // printable
  std::int64_t largest_short_lived_kib = 0;
  std::optional<std::int64_t>
      short_lived_unknown{};  // processes that left no trace, at most: threads count too
};

// A control group and its memory limit.
struct CgroupFacts {
  std::string path;  // printable
  std::size_t processes = 0;
  std::optional<std::int64_t> limit_bytes;  // the last one; kUnlimited where there is none, absent: not known
  std::size_t limit_changes = 0;
};

// The stacks of page faults of a recording.
struct StackFacts {
  std::size_t rows = 0;
  std::size_t stacks = 0;
  double samples = 0.0;
  double kept_samples = 0.0;
  double lost_samples = 0.0;
  double bytes = 0.0;  // of the file, about
};

struct RecordingFacts {
  std::vector<SessionFacts> sessions;  // as in the Recording
  std::vector<CgroupFacts> cgroups;
  std::optional<StackFacts> stacks{};  // absent where the recording has none
};

// Reads the facts of a recording from its file. Throws FileError as read_recording.
[[nodiscard]] RecordingFacts read_facts(const Recording& recording);

}  // namespace tidemark
