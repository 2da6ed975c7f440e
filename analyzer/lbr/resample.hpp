#pragma once

#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// A series with even steps, in the order of time; the last point is the last sample it was made from.
struct EvenGrid {
  double step_seconds = 0.0;
  std::vector<double> bytes;
};

// Interpolates linearly onto an even grid whose last point is the last sample. The grid reaches back as far
// as there are samples, and no further.
//
// seconds       strictly rising; at least one; as many as bytes
// step_seconds  > 0
// Throws        UserError where that takes more than 5e7 points
// Cost          O(samples + points)
[[nodiscard]] EvenGrid resample(std::span<const double> seconds, std::span<const double> bytes,
                                double step_seconds);

// Returns the default step: `interval_seconds`, or a longer one where the grid would have more than a million
// points and more than there are samples. Any step does for fewer than two samples.
[[nodiscard]] double default_step(std::span<const double> seconds, double interval_seconds);

}  // namespace tidemark
