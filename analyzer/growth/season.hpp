#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyzer/growth/settings.hpp"

namespace tidemark {

// A wave about a straight drift.
struct Season {
  double cycles;             // within the span of the times
  double peak_to_peak;       // in the unit of the values
  double explained;          // part of the squares about a line that the wave takes away
  std::vector<double> wave;  // at each time; mean 0 over whole cycles
};

// Finds the wave (a sine and its second harmonic) of more than settings.wave_cycles that explains most of what a
// line leaves. The sine alone chooses the period.
//
// times    strictly rising, as many as values; about evenly apart
// Returns  nothing for too few values to show so many cycles, for constant ones, and where the best wave is the
//          longest one looked at; of values on a line, what rounding makes of them
// Cost     O(n) for each of four periods a cycle
// Formula  least squares of drift and wave at once (Lomb 1976, with the trend in the model)
[[nodiscard]] std::optional<Season> find_season(std::span<const double> times, std::span<const double> values,
                                                const GrowthSettings& settings = {});

}  // namespace tidemark
