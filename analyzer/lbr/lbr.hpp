#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/lbr/backward_fit.hpp"
#include "analyzer/lbr/resample.hpp"
#include "analyzer/numbers/scan.hpp"

namespace tidemark {

// The settings of Linear Backward Regression, as the public reference describes them.
struct LbrSettings {
  std::size_t min_window_points = 20;
  std::chrono::nanoseconds min_window_time = std::chrono::seconds(10);
  double min_r_squared = 0.9;
  std::chrono::nanoseconds critical_time = std::chrono::hours(1);
  // Windows begin only where the segment does, or at one of its change points (LBRCPD).
  bool at_change_points = false;
};

struct LbrFinding {
  WindowFit fit;
  double seconds_to_limit;  // from the last point until the line reaches the limit; >= 0
};

// Returns a slope, bytes a second, below which no line through values in `range` (bytes) reaches the limit in
// time.
[[nodiscard]] double least_lbr_slope(const ValueRange& range, double limit_bytes,
                                     const LbrSettings& settings);

// Returns the most points of a grid through which a line can rise by `least_slope` or more, in practice
// without a bound where least_slope is 0. Longer windows need not be looked at.
[[nodiscard]] std::size_t longest_window(const ValueRange& range, double least_slope, double step_seconds);

// Returns the grid indices at which windows may begin where settings.at_change_points holds, rising: the
// first one and the grid's change points.
//
// Cost  as find_change_points
[[nodiscard]] std::vector<std::size_t> starts_at_change_points(const EvenGrid& grid);

// Returns the fewest grid points of a window: at least two, and as many as both bounds of the settings ask
// for.
[[nodiscard]] std::size_t smallest_window(const LbrSettings& settings, double step_seconds);

// Finds the shortest window that ends at the grid's last point and whose line rises, fits with at least the
// least R^2 and reaches the limit within the critical time. Windows are looked at from the smallest up to the
// whole segment, each one point longer.
//
// limit_bytes  the level at which memory runs out
// Returns      nullopt where there is no such window, or the grid is shorter than the smallest
// Cost         O(points), whatever the number of windows, beside that of the change points
[[nodiscard]] std::optional<LbrFinding> find_lbr(const EvenGrid& grid, double limit_bytes,
                                                 const LbrSettings& settings);

// Calls `visit(const WindowFit&)` for the rising ones of those windows, in that order, until it returns false
// or all were seen.
//
// smallest     >= 2
// least_slope  >= 0, bytes a second: windows whose line rises more slowly, or not at all, are left out
// is_start     returns whether windows may begin at a grid index; called with falling indices
template <typename IsStart, typename Visit>
void visit_rising_windows(const EvenGrid& grid, std::size_t smallest, double least_slope, IsStart&& is_start,
                          Visit&& visit) {
  if (grid.bytes.size() < smallest) return;
  BackwardFit window(grid.bytes.back(), grid.step_seconds);
  for (std::size_t i = grid.bytes.size() - 1; i-- > 0;) {
    window.grow(grid.bytes[i]);
    if (!is_start(i) || window.points() < smallest || window.is_constant()) continue;
    if (window.slope_bound() < least_slope) continue;
    const WindowFit fit = window.fit();
    if (fit.slope_bytes_per_second <= 0.0 || fit.slope_bytes_per_second < least_slope) continue;
    if (!visit(fit)) return;
  }
}

}  // namespace tidemark
