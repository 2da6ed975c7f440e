#include "analyzer/lbr/lbr.hpp"

#include <algorithm>
#include <cmath>

#include "analyzer/numbers/change_points.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {

double least_lbr_slope(const ValueRange& range, double limit_bytes, const LbrSettings& settings) {
  // A fitted line ends at most a third of the values' range above them: its end is a weighted sum of the
  // values whose weights add up to 1, the positive ones to 4/3.
  constexpr double kRangeAbove = 0.34;
  const double highest_end = range.high + kRangeAbove * range.width();
  const double critical_seconds = std::chrono::duration<double>(settings.critical_time).count();
  return std::max(0.0, (limit_bytes - highest_end) / critical_seconds);
}

std::size_t longest_window(const ValueRange& range, double least_slope, double step_seconds) {
  constexpr double kMost = 1e15;
  if (!(least_slope > 0.0)) return static_cast<std::size_t>(kMost);
  // The steepest line through n such values is that of one step in their middle: 1.5 range / (n - 1/n).
  const double points = 1.5 * range.width() / (least_slope * step_seconds);
  return static_cast<std::size_t>(std::min(points, kMost)) + 2;
}

std::vector<std::size_t> starts_at_change_points(const EvenGrid& grid) {
  std::vector<double> seconds(grid.bytes.size());
  for (std::size_t i = 0; i < seconds.size(); ++i) seconds[i] = static_cast<double>(i) * grid.step_seconds;
  std::vector<std::size_t> starts = find_change_points(seconds, grid.bytes);
  starts.insert(starts.begin(), 0);
  return starts;
}

std::size_t smallest_window(const LbrSettings& settings, double step_seconds) {
  // Ten steps of 0.1 s make a second, whatever rounding does.
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
  const double slope = least_lbr_slope(range_of(grid.bytes), limit_bytes, settings);
  const auto starts = settings.at_change_points ? starts_at_change_points(grid) : std::vector<std::size_t>();
  auto next = starts.rbegin();
  const auto is_start = [&](std::size_t index) {
    while (next != starts.rend() && *next > index) ++next;
    return !settings.at_change_points || (next != starts.rend() && *next == index);
  };
  const auto visit = [&](const WindowFit& fit) {
    if (fit.r_squared < settings.min_r_squared) return true;
    const auto seconds = seconds_until(limit_bytes, fit.end_bytes, fit.slope_bytes_per_second);
    if (!seconds || *seconds > critical_seconds) return true;
    finding = LbrFinding{fit, *seconds};
    return false;
  };
  visit_rising_windows(grid, smallest_window(settings, grid.step_seconds), slope, is_start, visit);
  return finding;
}

}  // namespace tidemark
