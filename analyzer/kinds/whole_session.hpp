#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// A session as far as a range of times is looked at.
struct WholeSession {
  const Recording* recording = nullptr;
  std::uint32_t index = 0;    // of the session in it
  std::int64_t begin_ns = 0;  // of the first tick within the range, on the session's axis
  std::int64_t begin_wall_ns = 0;
  // Even times since then up to the last tick within the range, at which lives are sampled: one for each tick, 200
  // at most. Strictly rising; none where fewer than two ticks lie within the range.
  std::vector<double> seconds;

  [[nodiscard]] const Session& session() const { return recording->sessions[index]; }
  // Returns the time on the session's axis of one of the times.
  [[nodiscard]] std::int64_t axis_ns(std::size_t place) const {
    return begin_ns + std::llround(seconds[place] * 1e9);
  }
};

// The sessions of recordings by UUID and part.
using WholeSessions = std::map<std::pair<std::string, std::int64_t>, WholeSession>;

// Returns the sessions that have ticks; of a part that is there twice the longer one.
//
// recordings  must outlive them
// Cost        O(1) for each, O(ticks) where a range is given
[[nodiscard]] WholeSessions find_sessions(std::span<const Recording> recordings, const TimeRange& range);

}  // namespace tidemark
