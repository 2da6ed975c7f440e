#pragma once

#include <chrono>
#include <cstdint>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// How a life ended, as far as its recording tells.
enum class LifeEnd {
  kLasting,   // seen in the last moments of its session: nothing tells what would have become of it
  kByItself,  // its exit was recorded before them
  kUnseen     // not seen in them, and no exit was recorded: an import, or a recorder that lost sight of it
};

// Returns how long before a session's end its last moments begin: 2 s, or three intervals where they are
// longer. What a session records is often stopped together with it, and exits in them tell nothing.
//
// interval  in force at the end
[[nodiscard]] std::chrono::nanoseconds last_moments(std::chrono::nanoseconds interval);

// Tells how a life ended, by its exit or, where there is none, by its last observation.
//
// history  of the life, within the range that is looked at: what comes after the range is not known
// Cost     O(1), and O(ticks after the range) where it ends before the recording does
[[nodiscard]] LifeEnd end_of(const ProcessLife& life, const History& history, const TimeRange& range);

}  // namespace tidemark
