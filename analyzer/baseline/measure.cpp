#include "analyzer/baseline/measure.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "analyzer/evidence/kept_in_tests.hpp"
#include "analyzer/growth/cells.hpp"
#include "analyzer/growth/growth_in_tests.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

void measure_slope(const Cells& cells, MetricMeasure& measure) {
  const auto slope = theil_sen_of_correlated(cells.seconds, cells.floors);
  if (!slope) return;
  measure.slope_bytes_per_second = slope->slope;
  measure.slope_low = slope->low;
  measure.slope_high = slope->high;
}

// Some successive samples of a series.
struct Samples {
  Metric metric;
  std::span<const double> seconds;
  std::span<const double> bytes;
  std::vector<std::size_t> segment_starts;
};

Samples part_of(const Series& series, const SampleRange& range) {
  const std::size_t count = range.last - range.first + 1;
  Samples part{series.metric,
               series.seconds.subspan(range.first, count),
               std::span(series.bytes).subspan(range.first, count),
               {0}};
  for (const std::size_t start : series.segment_starts) {
    if (start > range.first && start <= range.last) part.segment_starts.push_back(start - range.first);
  }
  return part;
}

// A run is measured in fewer cells than growth is looked for: each level is one of many samples.
constexpr std::size_t kSamplesPerCell = 4;
constexpr std::size_t kFewestCells = 8;
constexpr std::size_t kMostCells = 24;

// Of so many samples that stand still more would say the same.
constexpr std::size_t kSamplesOfStillness = 10;

std::optional<MetricMeasure> measure_samples(const Samples& samples, const GrowthSettings& settings) {
  if (samples.bytes.size() < settings.fewest_samples) return std::nullopt;
  const std::size_t usable = samples_before_exit(samples.bytes);
  const std::size_t count = std::clamp(usable / kSamplesPerCell, kFewestCells, kMostCells);
  const Cells cells = take_cells({samples.seconds, samples.bytes, samples.segment_starts}, count, settings);
  constexpr std::size_t kEnds = 2;  // floors at either end: more than one, so that none decides alone
  if (cells.size() < 2 * kEnds) return std::nullopt;
  const std::span floors(cells.floors);
  MetricMeasure measure;
  measure.metric = samples.metric;
  measure.end_bytes = median_of(floors.last(kEnds));
  measure.floor_bytes = median_of(floors);
  measure.peak_bytes = *std::max_element(samples.bytes.begin(), samples.bytes.end());
  measure.growth_bytes = measure.end_bytes - median_of(floors.first(kEnds));
  measure.noise_bytes = scatter_of_neighbours(floors);
  measure.seconds = cells.seconds.back() - cells.seconds.front();
  measure_slope(cells, measure);
  return measure;
}

bool holds_still(std::span<const double> bytes) {
  return std::adjacent_find(bytes.begin(), bytes.end(), std::not_equal_to<>()) == bytes.end();
}

double held_at_begin(const Series& series, const TestSpan& test) {
  return test.begin_seconds < series.seconds.front() ? 0.0 : level_at(series, test.begin_seconds);
}

FindingWindow window_of(const Series& series, const SampleRange& range) {
  return {to_wall_time(series.wall_ns[range.first]), to_wall_time(series.wall_ns[range.last]),
          series.seconds[range.last] - series.seconds[range.first], range.last - range.first + 1,
          series.seconds[range.first]};
}

}  // namespace

std::optional<MetricMeasure> measure_metric(const Series& series, const GrowthSettings& settings) {
  const std::vector<std::size_t> starts(series.segment_starts.begin(), series.segment_starts.end());
  return measure_samples({series.metric, series.seconds, series.bytes, starts}, settings);
}

std::vector<TestMeasure> measure_tests(std::span<const Series* const> metrics,
                                       std::span<const TestSpan> tests, const GrowthSettings& settings) {
  std::vector<TestMeasure> measures;
  for (const TestSpan& test : tests) {
    TestMeasure measure{test.name, {}, {}};
    bool is_known = false;
    for (const Series* series : metrics) {
      const auto range = samples_around(*series, test);
      if (!range) continue;
      const Samples samples = part_of(*series, *range);
      if (holds_still(samples.bytes)) {
        is_known = is_known || samples.bytes.size() >= kSamplesOfStillness;
        continue;
      }
      auto shown = measure_samples(samples, settings);
      if (!shown) continue;
      shown->above_begin_bytes = shown->end_bytes - held_at_begin(*series, test);
      if (measure.metrics.empty()) measure.window = window_of(*series, *range);
      measure.metrics.push_back(*shown);
    }
    if (is_known || !measure.metrics.empty()) measures.push_back(std::move(measure));
  }
  return measures;
}

}  // namespace tidemark
