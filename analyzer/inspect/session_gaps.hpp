#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// The gaps of a session, where it lacks ticks.
struct SessionGaps {
  std::size_t count = 0;  // neighbouring ticks further apart than the analysis allows by default
  std::chrono::nanoseconds longest{0};
  WallTime longest_after;  // the tick before the longest; only where count > 0
  // Scans that were due and are not there, by the recorder's reason.
  std::map<std::string, std::int64_t> missed;
};

[[nodiscard]] SessionGaps find_session_gaps(const Recording& recording, const Session& session);

}  // namespace tidemark
