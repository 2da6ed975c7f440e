#include "analyzer/baseline_measure.hpp"

#include <algorithm>
#include <vector>

#include "analyzer/growth_blocks.hpp"
#include "analyzer/growth_floors.hpp"
#include "analyzer/quantile.hpp"
#include "analyzer/trend.hpp"

namespace tidemark {
namespace {

double median(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  return take_quantile(copy, 0.5);
}

void measure_slope(const FloorBlocks& blocks, MetricMeasure& measure) {
  const auto left = residuals_of_line(blocks.seconds, blocks.floors);
  const MannKendall trend = mann_kendall(blocks.floors, autocorrelation_inflation(left));
  const auto slope = theil_sen(blocks.seconds, blocks.floors, trend.variance);
  if (!slope) return;
  measure.slope_bytes_per_second = slope->slope;
  measure.slope_low = slope->low;
  measure.slope_high = slope->high;
}

}  // namespace

std::optional<MetricMeasure> measure_metric(const Series& series, const GrowthSettings& settings) {
  if (series.size() < settings.fewest_samples) return std::nullopt;
  const std::size_t usable = samples_before_exit(series.bytes, settings);
  const std::size_t count =
      std::clamp(usable / settings.samples_per_block, settings.fewest_blocks, settings.most_blocks);
  const FloorBlocks blocks =
      cut_into_blocks(series.seconds, series.bytes, series.segment_starts, count, settings);
  constexpr std::size_t kEnds = 2;  // floors at either end, so that no single one decides
  if (blocks.size() < 2 * kEnds) return std::nullopt;
  const std::span floors(blocks.floors);
  MetricMeasure measure;
  measure.metric = series.metric;
  measure.end_bytes = median(floors.last(kEnds));
  measure.floor_bytes = median(floors);
  measure.peak_bytes = *std::max_element(series.bytes.begin(), series.bytes.end());
  measure.growth_bytes = measure.end_bytes - median(floors.first(kEnds));
  measure.noise_bytes = scatter_of_neighbours(floors);
  measure.seconds = blocks.seconds.back() - blocks.seconds.front();
  measure_slope(blocks, measure);
  return measure;
}

}  // namespace tidemark
