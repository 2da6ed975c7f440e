#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "analyzer/backward_fit.hpp"
#include "analyzer/resample.hpp"

namespace tidemark {

// Linear Backward Regression, as the reference describes it.
struct LbrSettings {
  std::size_t min_window_points = 20;
  std::chrono::nanoseconds min_window_time = std::chrono::seconds(10);
  double min_r_squared = 0.9;
  std::chrono::nanoseconds critical_time = std::chrono::hours(1);
};

struct LbrFinding {
  WindowFit fit;
  double seconds_to_limit;  // from the last point until the line reaches the limit; >= 0
};

// Returns the fewest grid points that make a window: both bounds of the settings hold, and it has at least
// two.
[[nodiscard]] std::size_t smallest_window(const LbrSettings& settings, double step_seconds);

// Looks at the windows that end at the grid's last point, from the smallest up to the whole segment, one
// point longer each, and returns the first through which a line rises, fits with at least the least R^2 and
// reaches the limit within the critical time.
//
// limit_bytes  the level at which memory runs out
// Returns      nullopt where no window does, or the grid is shorter than the smallest
// Cost         O(points), whatever the number of windows
[[nodiscard]] std::optional<LbrFinding> find_lbr(const EvenGrid& grid, double limit_bytes,
                                                 const LbrSettings& settings);

// Calls `visit(const WindowFit&)` for those windows, in that order, until it returns false or all were seen.
//
// smallest     >= 2
// least_slope  >= 0, bytes a second: windows whose line rises more slowly, or not at all, are left out
template <typename Visit>
void visit_rising_windows(const EvenGrid& grid, std::size_t smallest, double least_slope, Visit&& visit) {
  if (grid.bytes.size() < smallest) return;
  BackwardFit window(grid.bytes.back(), grid.step_seconds);
  for (std::size_t i = grid.bytes.size() - 1; i-- > 0;) {
    window.grow(grid.bytes[i]);
    if (window.points() < smallest || window.is_constant() || window.slope_bound() < least_slope) continue;
    const WindowFit fit = window.fit();
    if (fit.slope_bytes_per_second <= 0.0 || fit.slope_bytes_per_second < least_slope) continue;
    if (!visit(fit)) return;
  }
}

}  // namespace tidemark
