#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/lives/memory_runs.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// A range of wall times, both ends included; an absent end is open.
struct TimeRange {
  std::optional<WallTime> since;
  std::optional<WallTime> until;

  [[nodiscard]] bool contains(WallTime time) const {
    return (!since || time >= *since) && (!until || time <= *until);
  }
};

// Neighbouring observations that were taken with one interval in force.
struct Stretch {
  std::size_t first;                        // index of the first observation
  std::optional<std::int64_t> interval_ns;  // absent where it is not recorded: the observations tell it
  bool begins_session;                      // another session than that of the observation before
};

// What was observed of one life, at every tick that observed it, with unchanged values filled in. Parallel
// vectors.
struct History {
  std::vector<std::int64_t> axis_ns;  // strictly rising
  std::vector<std::int64_t> wall_ns;
  MemoryRuns memory;               // none is_unobserved()
  std::vector<Kib> mem_available;  // of the machine
  std::vector<Stretch> stretches;  // in order, covering all

  [[nodiscard]] std::size_t size() const { return axis_ns.size(); }
};

// Returns the history of a life, within `range`.
//
// Where two recorders watched at the same time, the observations of the earlier one count. The zeros with
// which an exiting process ends are left out: it has no memory any more.
//
// Cost  one pass over the ticks at which the process was alive
[[nodiscard]] History fill_history(const ProcessLife& life, const TimeRange& range);

// Drops the first `count` observations; the first one kept begins no session any more.
void drop_front(History& history, std::size_t count);

// Returns the observations [first, end) as a history of their own, without zeros at its end, as above.
[[nodiscard]] History part_of(const History& history, std::size_t first, std::size_t end);

}  // namespace tidemark
