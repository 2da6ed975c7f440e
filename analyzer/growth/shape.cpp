#include "analyzer/growth/shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

double level_around(std::span<const double> floors, std::size_t index) {
  const std::size_t first = std::min(index, floors.size() - 2);
  return 0.5 * (floors[first] + floors[first + 1]);
}

double robust_noise(std::span<const double> times, std::span<const double> floors) {
  return deviation_about(0.0, residuals_of_line(times, floors));
}

// Returns the medians of three neighbours; the ends stay as they are.
std::vector<double> smoothed(std::span<const double> floors) {
  std::vector<double> result(floors.begin(), floors.end());
  for (std::size_t i = 1; i + 1 < floors.size(); ++i) {
    const auto [low, high] = std::minmax(floors[i - 1], floors[i + 1]);
    result[i] = std::clamp(floors[i], low, high);
  }
  return result;
}

double largest_drawdown(std::span<const double> levels) {
  double high = levels.front(), worst = 0.0;
  for (const double level : levels) {
    high = std::max(high, level);
    worst = std::max(worst, high - level);
  }
  return worst;
}

// Returns the R^2 of a line with the squares that noise from block to block would leave taken off: what
// remains are bends and changes of pace.
double steadiness(std::span<const double> times, std::span<const double> floors) {
  const LineFit line = fit_line(times, floors);
  if (!(line.r_squared < 1.0) || !(line.residual_squares > 0.0)) return line.r_squared;
  const double deviation = noise_about_curve(floors);
  const double noise_squares = deviation * deviation * static_cast<double>(floors.size() - 2);
  const double all_squares = line.residual_squares / (1.0 - line.r_squared);
  return 1.0 - std::max(0.0, line.residual_squares - noise_squares) / all_squares;
}

// A step within a block shows over two blocks, so the rise over two is looked at; what an even rise adds in
// that time is no step.
void measure_step(std::span<const double> floors, GrowthShape& shape) {
  constexpr std::size_t kManyBlocks = 12;
  const std::size_t reach = floors.size() >= kManyBlocks ? 2 : 1;
  const std::vector<double> rises = steps_of(floors);
  shape.rise_noise = deviation_about(median_of(rises), rises);
  for (std::size_t i = 0; i + reach < floors.size(); ++i) {
    shape.largest_rise = std::max(shape.largest_rise, floors[i + reach] - floors[i]);
  }
  shape.largest_rise -= shape.growth * static_cast<double>(reach) / static_cast<double>(floors.size() - 1);
}

void measure_rises(std::span<const double> floors, GrowthShape& shape) {
  constexpr double kCountingShare = 0.03;
  double sum = 0.0, squares = 0.0;
  std::size_t rising = 0, still = 0;
  bool was_rising = false;
  for (std::size_t i = 1; i < floors.size(); ++i) {
    const double rise = std::max(0.0, floors[i] - floors[i - 1]);
    sum += rise;
    squares += rise * rise;
    const bool rises = rise > kCountingShare * shape.growth;
    rising += rises ? 1 : 0;
    still += !rises && i > shape.onset ? 1 : 0;
    shape.separate_rises += rises && !was_rising ? 1 : 0;
    was_rising = rises;
  }
  shape.rises = squares > 0.0 ? sum * sum / squares : 0.0;
  shape.rising_share = rising > 0 ? static_cast<double>(rising) / static_cast<double>(rising + still) : 0.0;
}

// A rise counts once the level stands more than kCountingShare of the growth above that at the last one.
void measure_waits(std::span<const double> times, std::span<const double> levels, GrowthShape& shape) {
  constexpr double kCountingShare = 0.07;
  const double span = times.back() - times.front(), counting = kCountingShare * std::max(0.0, shape.growth);
  double last_time = times.front(), last_level = shape.first_level;
  bool risen = false;
  double first_rise = 0.0;
  std::size_t waits = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] <= shape.first_level + counting) shape.onset = i;
    if (levels[i] <= last_level + counting) continue;
    if (risen) {
      shape.longest_wait = std::max(shape.longest_wait, (times[i] - last_time) / span);
      ++waits;
    } else {
      first_rise = times[i];
    }
    risen = true;
    last_time = times[i];
    last_level = levels[i];
  }
  std::size_t before_last = levels.size() - 1;
  while (before_last > 0 && levels[before_last] > shape.last_level - counting) --before_last;
  shape.since_last_rise = (times.back() - times[before_last]) / span;
  if (waits > 0) shape.mean_wait = (last_time - first_rise) / span / static_cast<double>(waits);
}

}  // namespace

GrowthShape measure_shape(std::span<const double> times, std::span<const double> floors) {
  const std::size_t n = floors.size();
  // The last level is that of two floors: fewer than two back, it would be compared with itself.
  const std::size_t last_quarter = std::max<std::size_t>(2, n / 4);
  GrowthShape shape{};
  shape.first_level = level_around(floors, 0);
  shape.last_level = level_around(floors, n - 2);
  shape.growth = shape.last_level - shape.first_level;
  shape.noise = robust_noise(times, floors);
  shape.steadiness = steadiness(times, floors);
  const std::vector<double> smooth = smoothed(floors);
  const double growth = shape.growth > 0.0 ? shape.growth : std::numeric_limits<double>::infinity();
  shape.late_half_share = (shape.last_level - level_around(smooth, n / 2 - 1)) / growth;
  shape.last_quarter_share = (shape.last_level - level_around(smooth, n - 1 - last_quarter)) / growth;
  shape.drawdown = largest_drawdown(smooth);
  measure_waits(times, smooth, shape);
  measure_step(floors, shape);
  measure_rises(floors, shape);
  return shape;
}

std::optional<std::vector<double>> without_excursions(std::span<const double> floors, std::size_t longest,
                                                      double least) {
  constexpr std::size_t kMostExcursions = 2;
  constexpr double kShort = 0.1,
                   kBeyond = 0.5;  // of the depth: how far below and above the old level it may end
  // Each excursion falls once, into a dip or off a bump.
  if (largest_drawdown(floors) < least) return std::nullopt;
  std::vector<double> result(floors.begin(), floors.end());
  std::size_t excursions = 0;
  for (std::size_t i = 1; i + 1 < floors.size(); ++i) {
    if (std::abs(floors[i] - result[i - 1]) < least) continue;
    for (std::size_t length = 1; length <= longest && i + length < floors.size(); ++length) {
      const double before = result[i - 1], after = floors[i + length];
      const auto run = floors.subspan(i, length);
      const double dip = std::min(before, after) - *std::max_element(run.begin(), run.end());
      const double bump = *std::min_element(run.begin(), run.end()) - std::max(before, after);
      const double out = std::max(dip, bump);
      if (out < least || before - after > kShort * out || after - before > kBeyond * out) continue;
      if (++excursions > kMostExcursions) return std::nullopt;
      for (std::size_t k = 0; k < length; ++k) {
        const auto part = static_cast<double>(k + 1) / static_cast<double>(length + 1);
        result[i + k] = before + part * (after - before);
      }
      i += length - 1;
      break;
    }
  }
  if (excursions == 0) return std::nullopt;
  return result;
}

}  // namespace tidemark
