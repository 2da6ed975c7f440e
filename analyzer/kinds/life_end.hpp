#pragma once

#include <chrono>
#include <cstdint>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// How a life ended, as far as its recording tells.
enum class LifeEnd {
  kLasting,   // seen in the last moments of its session: nothing tells what would have become of it
  kByItself,  // by an exit of its own or a crash; or its exit before those moments, where it is not known how
  kStopped,   // by a signal from outside, also one that it handled
  kKilledForMemory,
  kUnseen  // not seen in them, and no exit was recorded: an import, or a recorder that lost sight of it
};

// Returns how long before a session's end its last moments begin: 2 s, or three intervals where they are
// longer. What a session records is often stopped together with it, and exits in them tell nothing.
//
// interval  in force at the end
[[nodiscard]] std::chrono::nanoseconds last_moments(std::chrono::nanoseconds interval);

// Tells how a life ended, by its exit or, where there is none, by its last observation. Exit codes of 128 and the
// number of TERM, INT, HUP or KILL, as shells give them, count as those signals; SIGPIPE and the signals of
// crashes as ends of its own.
//
// history  of the life, within the range that is looked at: what comes after the range is not known
// Cost     O(1), and O(ticks after the range) where it ends before the recording does
[[nodiscard]] LifeEnd end_of(const ProcessLife& life, const History& history, const TimeRange& range);

// Whether a life was still seen in the last moments of its session, within the range.
[[nodiscard]] bool is_seen_at_end(const ProcessLife& life, const History& history, const TimeRange& range);

}  // namespace tidemark
