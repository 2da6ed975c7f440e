#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/kinds/whole_session.hpp"

namespace tidemark {

// A tick in its recording.
struct TickPlace {
  const Recording* recording = nullptr;
  std::uint32_t index = 0;

  [[nodiscard]] const Tick& tick() const { return recording->ticks[index]; }
};

// Returns for each of the session's times the newest tick that is no later.
//
// Cost  O(ticks)
[[nodiscard]] std::vector<TickPlace> tick_places(const WholeSession& session);

}  // namespace tidemark
