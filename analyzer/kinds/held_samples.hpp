#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// What a life held at even times of its newest session, so that lives that ran side by side can be summed.
struct HeldSamples {
  const Recording* recording = nullptr;
  std::uint32_t session = 0;
  std::size_t first = 0;           // the first of the times at which it was there
  std::vector<double> anon_bytes;  // from then on up to the last time; 0 where it is not known
};

// Returns the times at which the lives of a session are sampled, in seconds since its first tick: one for each
// tick, 200 at most. Strictly rising; none for a session without two ticks.
[[nodiscard]] std::vector<double> held_times(const Recording& recording, std::uint32_t session);

// Samples a life that is there at the end of its session; what it held last it holds up to the end.
//
// history  of the life, not empty
// Cost     O(200 log observations)
[[nodiscard]] HeldSamples sample_held(const ProcessLife& life, const History& history);

}  // namespace tidemark
