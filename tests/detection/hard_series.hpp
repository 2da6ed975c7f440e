#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {

// A driftless random walk: growth that is chance alone.
struct WalkKind {
  std::size_t steps;
  double correlation = 0.0;  // of neighbouring steps
  double reversion = 0.0;    // part of the distance from the start that each step takes back
};

// Returns a walk of `kind.steps` steps, one a second, whose range is material beside its level.
[[nodiscard]] SimulatedSeries driftless_walk(const WalkKind& kind, std::uint64_t seed);

// Returns a series that holds still but for noise and then grows straight, or in steps, or unevenly, over the last
// `share` of its time, which holds at least 30 samples and 30 s. One that has `ended` holds the level it reached for
// the same time again.
[[nodiscard]] SimulatedSeries late_growth(double share, bool ended, std::uint64_t seed);

// Returns the first `samples` of a series.
[[nodiscard]] SimulatedSeries prefix_of(const SimulatedSeries& series, std::size_t samples);

}  // namespace tidemark::detection
