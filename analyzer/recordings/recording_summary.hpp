#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// What a report says of a recording.
struct RecordingSummary {
  std::string path;
  std::size_t sessions = 0;
  std::optional<std::string> host;  // of its newest session, as the next two
  std::optional<std::string> boot_id;
  std::optional<double> interval_seconds;
  std::optional<WallTime> started;  // first and last tick; absent where there is none
  std::optional<WallTime> ended;
  std::size_t ticks = 0;
  std::size_t processes = 0;
  std::vector<std::string> session_uuids;  // of those sessions
};

// Returns the summary of a recording. Times are absent where it holds no tick.
[[nodiscard]] RecordingSummary summarize_recording(const Recording& recording);

}  // namespace tidemark
