#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analyzer/history/level_changes.hpp"

namespace tidemark {

// A stretch of values in two: what was held before a place, and from it on.
struct Division {
  std::size_t place = 0;
  double before = 0.0;  // medians
  double after = 0.0;
  double distance = 0.0;  // of all values from the median of their side

  [[nodiscard]] bool is_rise() const { return after > before; }
  // Whether a value lies nearer to what is held from the place on.
  [[nodiscard]] bool is_after(double value) const;
};

// Returns the division that passes and leaves the least distance; the newest value alone is a side where it is beyond all others.
//
// stretch  values of one level and what may be the next one
// Cost     O(n^2 log n); O(n log n) where nothing moves
// Formula  see find_level_changes
[[nodiscard]] std::optional<Division> find_step(std::span<const double> stretch, const LevelScale& scale,
                                                const HistorySettings& settings);

// Returns the division between the newest values and those before where all of the newest differ from the oldest by more than
// chance, and by what counts as a change. Parameters as find_step().
[[nodiscard]] std::optional<Division> find_drift(std::span<const double> stretch, const LevelScale& scale,
                                                 const HistorySettings& settings);

}  // namespace tidemark
