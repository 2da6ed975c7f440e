#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// What one file holds of a session.
struct SessionPart {
  const Recording* recording = nullptr;
  std::uint32_t index = 0;  // of the session in it

  [[nodiscard]] const Session& session() const { return recording->sessions[index]; }
};

// A session through all its parts, as far as a range of times is looked at.
struct WholeSession {
  std::vector<SessionPart> parts;  // in their order, not empty, each with ticks
  const Tick* first = nullptr;     // within the range; where none is, both are the session's first
  const Tick* last = nullptr;
  // Even times from the first to the last of these ticks, at which lives are sampled: one for each tick, 200 at most.
  // Strictly rising; none where fewer than two ticks lie within the range.
  std::vector<double> seconds;

  [[nodiscard]] const Session& newest() const { return parts.back().session(); }
  // Returns the time of one of the times on the session's axis, and by the clock.
  [[nodiscard]] std::int64_t axis_ns(std::size_t place) const {
    return first->axis_ns + std::llround(seconds[place] * 1e9);
  }
  [[nodiscard]] WallTime wall_time(std::size_t place) const {
    return to_wall_time(first->wall_ns + axis_ns(place) - first->axis_ns);
  }
};

// The sessions of recordings by UUID.
using WholeSessions = std::map<std::string, WholeSession>;

// Joins the parts of each session that has ticks; of one that is there twice the longer copy.
//
// recordings  must outlive the sessions
// Cost        O(ticks)
[[nodiscard]] WholeSessions join_sessions(std::span<const Recording> recordings, const TimeRange& range);

}  // namespace tidemark
