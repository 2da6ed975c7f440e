#include "analyzer/baseline/normal.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <iterator>
#include <vector>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

// Returns the deviation of independent values with such steps from one to the next.
double successive_deviation(std::span<const double> values) {
  return deviation_about(0.0, steps_of(values)) / std::sqrt(2.0);
}

double upper_quantile(double p, double degrees_of_freedom) {
  return boost::math::quantile(boost::math::complement(boost::math::students_t(degrees_of_freedom), p));
}

std::vector<double> values_of(std::span<const MetricMeasure* const> runs, MeasureField value) {
  std::vector<double> values;
  for (const MetricMeasure* run : runs) values.push_back(run->*value);
  return values;
}

double growth_deviation(double growth, double level, const BaselineSettings& settings) {
  return std::hypot(settings.growth_deviation * growth, settings.growth_deviation_of_level * level,
                    settings.least_deviation_bytes);
}

bool knows_begin(const MetricMeasure& measure) { return measure.above_begin_bytes.has_value(); }

double level_of(const MetricMeasure& measure, bool is_from_begin) {
  return is_from_begin ? measure.above_begin_bytes.value() : measure.end_bytes;
}

// What was taken since a test's begin is growth, and differs between runs as growth does.
double level_deviation(double level, const MetricChange& change, const BaselineSettings& settings) {
  return change.is_from_begin ? growth_deviation(level, change.now.floor_bytes, settings)
                              : std::hypot(settings.level_deviation * level, settings.least_deviation_bytes);
}

void compare_level(std::span<const MetricMeasure* const> earlier, const BaselineSettings& settings,
                   MetricChange& change) {
  const MetricMeasure& now = change.now;
  std::vector<double> levels;
  for (const MetricMeasure* run : earlier) levels.push_back(level_of(*run, change.is_from_begin));
  const double level = median_of(levels);
  change.level =
      learn_normal(levels, std::hypot(level_deviation(level, change, settings), now.noise_bytes), settings);
  const double seconds = median_of(values_of(earlier, &MetricMeasure::seconds));
  const double rate = std::max(0.0, median_of(values_of(earlier, &MetricMeasure::slope_bytes_per_second)));
  const double expected_growth = rate * std::max(0.0, now.seconds - seconds);
  const double reached = change.level_now - expected_growth;
  const auto is_material = [&](double from) {
    return reached - from >= std::max(settings.least_change_bytes, settings.least_change_of_level * from);
  };
  change.is_higher = reached > change.level.high && is_material(change.level.median);
  if (earlier.size() > 1) {
    change.is_above_oldest = reached > change.level.oldest_high && is_material(change.level.oldest);
  }
  change.is_lower = now.seconds >= seconds / 2 && change.level_now < change.level.low &&
                    change.level.median - change.level_now >=
                        std::max(settings.least_change_bytes, settings.least_change_of_level * level);
  levels.push_back(reached);
  change.drift_p = mann_kendall(levels).p_rising;
  change.is_drifting = change.drift_p < settings.p_value / static_cast<double>(settings.comparisons) &&
                       is_material(change.level.oldest);
}

void compare_growth(std::span<const MetricMeasure* const> earlier, const BaselineSettings& settings,
                    MetricChange& change) {
  const MetricMeasure& now = change.now;
  // A rate matters by the growth that it amounts to in the run's time.
  const double seconds = std::max(1.0, now.seconds);
  std::vector<double> rates = values_of(earlier, &MetricMeasure::slope_bytes_per_second);
  const double rate = median_of(rates);
  const double own_error = (now.slope_high - now.slope_low) / (2.0 * kNormalQuantile975);
  const double expected =
      std::hypot(growth_deviation(rate * seconds, now.floor_bytes, settings) / seconds, own_error);
  change.slope = learn_normal(rates, expected, settings);
  const std::vector<double> growths = values_of(earlier, &MetricMeasure::growth_bytes);
  const double growth = median_of(growths);
  const Normal whole = learn_normal(
      growths, std::hypot(growth_deviation(growth, now.floor_bytes, settings), now.noise_bytes), settings);
  const double more = (now.slope_bytes_per_second - change.slope.median) * seconds;
  const bool is_material =
      more >= std::max(settings.least_change_bytes, settings.least_growth_of_level * now.floor_bytes);
  // The lower end of the slope's own interval decides, so that an uncertain slope does not pass for a steep
  // one.
  change.grows_faster = is_material && now.slope_bytes_per_second > change.slope.high &&
                        now.slope_low > change.slope.median && now.growth_bytes > whole.high;
}

MetricChange* find_change(std::span<MetricChange> changes, Metric metric) {
  const auto change = std::find_if(changes.begin(), changes.end(),
                                   [&](const MetricChange& candidate) { return candidate.metric == metric; });
  return change != changes.end() ? &*change : nullptr;
}

void hold_arenas(std::span<MetricChange> changes, const BaselineSettings& settings) {
  MetricChange* reserved = find_change(changes, Metric::kVmSize);
  const MetricChange* data = find_change(changes, Metric::kData);
  const MetricChange* anon = find_change(changes, Metric::kAnon);
  if (reserved == nullptr || data == nullptr || anon == nullptr || data->is_worse() || anon->is_worse())
    return;
  const double normal = reserved->is_above_oldest
                            ? std::min(reserved->level.high, reserved->level.oldest_high)
                            : reserved->level.high;
  const double arenas = std::ceil((reserved->level_now - normal) / settings.arena_bytes);
  const double without = reserved->level_now - arenas * settings.arena_bytes;
  if (arenas > settings.most_arenas || without < reserved->level.low) return;
  reserved->is_higher = reserved->is_above_oldest = false;
}

}  // namespace

LevelInterval level_interval(const MetricChange& change) {
  const double reach = kNormalQuantile975 * change.now.noise_bytes;
  return {change.level_now - reach, change.level_now + reach};
}

Spread spread_of(std::span<const double> values) {
  Spread spread;
  if (values.empty()) return spread;
  spread.median = median_of(values);
  spread.mad = median_distance(spread.median, values);
  spread.highest = *std::max_element(values.begin(), values.end());
  return spread;
}

Normal learn_normal(std::span<const double> values, double expected_deviation,
                    const BaselineSettings& settings) {
  Normal normal;
  normal.runs = values.size();
  normal.median = median_of(values);
  const auto runs = static_cast<double>(values.size());
  const double shown = successive_deviation(values);
  const double weight = settings.weight_of_run * (runs - 1.0);
  const double degrees = settings.expected_weight + weight;
  normal.deviation = std::sqrt(
      (settings.expected_weight * expected_deviation * expected_deviation + weight * shown * shown) /
      degrees);
  const double quantile =
      upper_quantile(settings.p_value / static_cast<double>(settings.comparisons), degrees);
  const auto reach = [&](double of_runs) {
    return quantile * normal.deviation * std::sqrt(1.0 + 1.0 / of_runs);
  };
  normal.low = normal.median - reach(runs);
  normal.high = normal.median + reach(runs);
  const std::size_t oldest = std::clamp<std::size_t>(values.size() / 2, 1, settings.oldest_runs);
  normal.oldest = median_of(values.first(oldest));
  normal.oldest_high = normal.oldest + reach(static_cast<double>(oldest));
  return normal;
}

MetricChange compare_metric(std::span<const MetricMeasure* const> earlier, const MetricMeasure& now,
                            const BaselineSettings& settings) {
  MetricChange change;
  change.metric = now.metric;
  change.now = now;
  std::vector<const MetricMeasure*> from_begin;
  if (knows_begin(now)) {
    std::copy_if(earlier.begin(), earlier.end(), std::back_inserter(from_begin),
                 [](const MetricMeasure* run) { return knows_begin(*run); });
  }
  change.is_from_begin = !from_begin.empty();
  change.level_now = level_of(now, change.is_from_begin);
  compare_level(change.is_from_begin ? std::span<const MetricMeasure* const>(from_begin) : earlier, settings,
                change);
  compare_growth(earlier, settings, change);
  return change;
}

std::vector<MetricChange> compare_metrics(std::span<const ProgramRun* const> earlier,
                                          std::span<const MetricMeasure> now,
                                          const BaselineSettings& settings) {
  std::vector<MetricChange> changes;
  for (const MetricMeasure& measure : now) {
    std::vector<const MetricMeasure*> before;
    for (const ProgramRun* run : earlier) {
      if (const MetricMeasure* known = find_measure(*run, measure.metric)) before.push_back(known);
    }
    if (!before.empty()) changes.push_back(compare_metric(before, measure, settings));
  }
  hold_arenas(changes, settings);
  return changes;
}

}  // namespace tidemark
