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

// Interpolates linearly onto an even grid whose last point is the last sample; it reaches back as far as
// there are samples, and no further.
//
// seconds  strictly rising; at least one; as many as bytes
// step     > 0
// Throws   UserError where that takes more than 5e7 points
// Cost     O(samples + points)
[[nodiscard]] EvenGrid resample(std::span<const double> seconds, std::span<const double> bytes,
                                double step_seconds);

// Returns the step that is taken by default: `interval_seconds`, or a longer one where samples so close
// together are so rare that the grid would be very much longer than the series. For fewer than two samples,
// any.
[[nodiscard]] double default_step(std::span<const double> seconds, double interval_seconds);

}  // namespace tidemark
