#include "analyzer/lbr.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark {

namespace {

// Returns a slope below which no line through the grid's values reaches the limit in time. A fitted line ends
// at most a third of the values' range above them: the weights of the values in its end add up to 1, the
// positive ones to 4/3.
double least_slope(const EvenGrid& grid, double limit_bytes, double critical_seconds) {
  const auto [low, high] = std::minmax_element(grid.bytes.begin(), grid.bytes.end());
  constexpr double kRangeAbove = 0.34;
  const double highest_end = *high + kRangeAbove * (*high - *low);
  return std::max(0.0, (limit_bytes - highest_end) / critical_seconds);
}

}  // namespace

std::size_t smallest_window(const LbrSettings& settings, double step_seconds) {
  // Ten steps of 0.1 s are meant to be a second, whatever rounding makes of them.
  constexpr double kRounding = 1e-9;
  const double least_seconds = std::chrono::duration<double>(settings.min_window_time).count();
  const double steps = std::ceil(least_seconds / step_seconds * (1.0 - kRounding));
  constexpr double kMostSteps = 1e15;
  return std::max({std::size_t{2}, settings.min_window_points,
                   static_cast<std::size_t>(std::min(steps, kMostSteps)) + 1});
}

std::optional<LbrFinding> find_lbr(const EvenGrid& grid, double limit_bytes, const LbrSettings& settings) {
  const double critical_seconds = std::chrono::duration<double>(settings.critical_time).count();
  std::optional<LbrFinding> finding;
  const double slope = least_slope(grid, limit_bytes, critical_seconds);
  visit_rising_windows(grid, smallest_window(settings, grid.step_seconds), slope, [&](const WindowFit& fit) {
    if (fit.r_squared < settings.min_r_squared) return true;
    const double seconds = std::max(0.0, (limit_bytes - fit.end_bytes) / fit.slope_bytes_per_second);
    if (seconds > critical_seconds) return true;
    finding = LbrFinding{fit, seconds};
    return false;
  });
  return finding;
}

}  // namespace tidemark
