#include "analyzer/history/division.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <vector>

#include "analyzer/baseline/normal.hpp"
#include "analyzer/history/bent_line.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

using Values = std::span<const double>;

double least_change(double level, const LevelScale& scale) {
  return std::max(scale.least_change, scale.change_of_level * std::abs(level));
}

// Returns the middle value; of two middle ones the one nearer to `other`, so that one odd run of two is no level.
double median_towards(double other, Values values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double low = sorted[(sorted.size() - 1) / 2], high = sorted[sorted.size() / 2];
  return std::abs(low - other) <= std::abs(high - other) ? low : high;
}

double distance_from(double center, Values values) {
  double sum = 0.0;
  for (const double value : values) sum += std::abs(value - center);
  return sum;
}

// What may be chance among the values of one stretch.
class Chance {
 public:
  Chance(Values stretch, const LevelScale& scale, const HistorySettings& settings)
      : level_(median_of(stretch)) {
    const double expected = std::hypot(scale.deviation_of_level * level_, scale.least_deviation);
    deviation_ = learn_normal(stretch, expected, settings.baseline).deviation;
    const double degrees = settings.baseline.expected_weight +
                           settings.baseline.weight_of_run * static_cast<double>(stretch.size() - 1);
    quantile_ =
        boost::math::quantile(boost::math::complement(boost::math::students_t(degrees), settings.p_value));
  }

  // Returns by how much the medians of so many values may differ.
  [[nodiscard]] double reach(std::size_t one, std::size_t other) const {
    return quantile_ * deviation_ * std::sqrt(variance_of_median(one) + variance_of_median(other));
  }
  // Takes into account what a division or a line leaves of the values: they may spread more widely than from one to the
  // next, and resemble their neighbours, so that medians of them differ by more.
  void include(Values residuals) {
    deviation_ = std::max(deviation_, deviation_about(0.0, residuals));
    deviation_ *= std::sqrt(autocorrelation_inflation(residuals));
  }

 private:
  static double variance_of_median(std::size_t values) {
    return (values > 2 ? std::numbers::pi / 2.0 : 1.0) / static_cast<double>(values);
  }

  double level_;
  double deviation_;
  double quantile_;
};

Division divide(Values stretch, std::size_t place) {
  const Values first = stretch.first(place), second = stretch.subspan(place);
  const double before = median_of(first);
  const double after = median_towards(before, second);
  return {place, before, after, distance_from(before, first) + distance_from(after, second)};
}

std::vector<double> residuals_of(Values stretch, const Division& division) {
  std::vector<double> residuals(stretch.begin(), stretch.end());
  for (std::size_t i = 0; i < residuals.size(); ++i)
    residuals[i] -= i < division.place ? division.before : division.after;
  return residuals;
}

// Whether the level moved between two neighbours, and not bit by bit.
bool is_local(Values stretch, const Division& division, const HistorySettings& settings) {
  const Values second = stretch.subspan(division.place);
  const double after = median_towards(division.before, second.first(std::min<std::size_t>(3, second.size())));
  const double last = stretch[division.place - 1], one_before = stretch[division.place - 2];
  const bool rises = division.is_rise();
  const double until = rises ? std::max(last, one_before) : std::min(last, one_before);
  const double local = rises ? after - until : until - after;
  return local >= settings.step_share * std::abs(division.after - division.before);
}

// Whether more than two of any three values on each side lie nearer to their own median than to the other's: what comes and goes
// is no level.
bool is_held(Values stretch, const Division& division) {
  const auto is_after = [&](double value) { return division.is_after(value); };
  const Values before = stretch.first(division.place), after = stretch.subspan(division.place);
  const auto few = [](auto count, Values of) { return 3 * count < static_cast<std::ptrdiff_t>(of.size()); };
  return few(std::count_if(before.begin(), before.end(), is_after), before) &&
         few(std::count_if(after.begin(), after.end(), std::not_fn(is_after)), after);
}

bool is_beyond_all(Values before, double value, bool rises) {
  const ValueRange range = range_of(before);
  return rises ? value > range.high : value < range.low;
}

}  // namespace

bool Division::is_after(double value) const { return (value > std::midpoint(before, after)) == is_rise(); }

std::optional<Division> find_step(Values stretch, const LevelScale& scale, const HistorySettings& settings) {
  const Chance chance(stretch, scale, settings);
  std::optional<Division> best;
  for (std::size_t place = settings.fewest_before; place < stretch.size(); ++place) {
    const Division division = divide(stretch, place);
    const double moved = std::abs(division.after - division.before);
    const std::size_t after = stretch.size() - place;
    if (moved < least_change(division.before, scale)) continue;
    if (best && division.distance >= best->distance) continue;
    Chance of_sides = chance;
    of_sides.include(residuals_of(stretch, division));
    if (moved <= of_sides.reach(place, after)) continue;
    if (!is_local(stretch, division, settings) || !is_held(stretch, division)) continue;
    if (after == 1 && !is_beyond_all(stretch.first(place), division.after, division.is_rise())) continue;
    best = division;
  }
  return best;
}

std::optional<Division> find_drift(Values stretch, const LevelScale& scale, const HistorySettings& settings) {
  const std::size_t runs = settings.drift_runs;
  if (stretch.size() < 2 * runs) return std::nullopt;
  const double before = median_of(stretch.first(runs)), after = median_of(stretch.last(runs));
  const double moved = std::abs(after - before);
  if (moved < least_change(before, scale)) return std::nullopt;
  const Values newest = stretch.last(std::min(stretch.size(), settings.most_before));
  Chance chance(newest, scale, settings);
  // About a straight line values that drift only lately would resemble each other for that alone.
  chance.include(residuals_of_bent_line(newest));
  if (moved <= chance.reach(runs, runs)) return std::nullopt;
  const Division division{stretch.size() - runs, before, after};
  const Values last = stretch.last(runs);
  const bool is_held =
      std::all_of(last.begin(), last.end(), [&](double value) { return division.is_after(value); });
  return is_held ? std::optional(division) : std::nullopt;
}

}  // namespace tidemark
