#pragma once

#include <chrono>
#include <cstdint>

#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/process_traits.hpp"

namespace tidemark {

// How a life ended, as far as its recording tells.
enum class LifeEnd {
  kLasting,   // seen in the last moments of its session: nothing tells what would have become of it
  kByItself,  // by an exit of its own or a crash; or its exit before those moments, where it is not known how
  kStopped,   // by a signal from outside, also one that it handled
  kKilledForMemory,
  kHeapFull,  // by an abort of its own, for want of room in its heap
  kUnseen     // not seen in them, and no exit was recorded: an import, or a recorder that lost sight of it
};

// Returns how long before a session's end its last moments begin: 2 s, or three intervals where they are
// longer. What a session records is often stopped together with it, and exits in them tell nothing.
//
// interval  in force at the end
[[nodiscard]] std::chrono::nanoseconds last_moments(std::chrono::nanoseconds interval);

// A process of Node.js that V8 aborts because its heap is full holds as much private memory as the heap may take, and
// what it holds besides: 1.08 to 1.10 times the bound of old objects, of 64 to 512 MiB, under Node.js 20. Where it holds
// less or far more, in buffers say, it aborted for another reason.
struct FullHeapSettings {
  double least_of_bound = 1.0;
  double most_of_bound = 1.25;
};

// Tells how a life ended, by its exit or, where there is none, by its last observation. Exit codes of 128 and the
// number of TERM, INT, HUP or KILL, as shells give them, count as those signals; SIGPIPE and the signals of
// crashes as ends of its own, but for SIGABRT of a Node.js whose heap was full.
//
// session  its newest, through all parts: what was not seen in the last of them did not last
// history  of the life, within the range of the session: what comes after the range is not known
[[nodiscard]] LifeEnd end_of(const ProcessLife& life, const WholeSession& session, const History& history,
                             const ProcessTraits& traits, const FullHeapSettings& full_heap = {});

// Whether a life was still seen in the last moments of its session, within the range. Parameters as before.
[[nodiscard]] bool is_seen_at_end(const WholeSession& session, const History& history);

}  // namespace tidemark
