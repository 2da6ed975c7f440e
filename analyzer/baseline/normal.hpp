#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/baseline/settings.hpp"

namespace tidemark {

// Robust location and scatter.
struct Spread {
  double median = 0.0;
  double mad = 0.0;  // median distance from the median
  double highest = 0.0;
};

[[nodiscard]] Spread spread_of(std::span<const double> values);

// Where the level at the end of one run lies, with 95 %.
struct LevelInterval {
  double low;
  double high;
};

// By the noise between the run's own floors, which is also what `compare_metric` takes for the level's error.
[[nodiscard]] LevelInterval level_interval(const MetricMeasure& measure);

// What the next run may show if nothing has changed.
struct Normal {
  std::size_t runs = 0;
  double median = 0.0;
  double deviation = 0.0;  // between runs
  double low = 0.0;        // prediction interval, each side at the corrected level
  double high = 0.0;
  double oldest = 0.0;       // median of the oldest runs
  double oldest_high = 0.0;  // what a run may show beside these alone
};

// Learns what is normal from one value a run.
//
// values              the oldest first; at least one
// expected_deviation  > 0, what runs of an unchanged program differ by where they do not tell
// Formula             prediction interval of Student's t about the median; the deviation is that of
//                     successive values (von Neumann 1941, by medians), which a drift over the runs hardly
//                     widens, moderated towards the expected one (Smyth 2004)
[[nodiscard]] Normal learn_normal(std::span<const double> values, double expected_deviation,
                                  const BaselineSettings& settings);

// The change of a new run from earlier ones by one metric.
struct MetricChange {
  Metric metric = Metric::kVmSize;
  MetricMeasure now;
  Normal level;            // of the floor at the end
  Normal slope;            // bytes a second
  bool is_higher = false;  // the level is above the usual
  bool is_above_oldest = false;
  bool is_drifting = false;  // it rises from run to run
  bool is_lower = false;
  bool grows_faster = false;
  double drift_p = 1.0;  // Mann-Kendall over all runs and the new one

  [[nodiscard]] bool is_worse() const { return is_higher || is_above_oldest || is_drifting || grows_faster; }
};

// Compares what a run shows of a metric with earlier runs. Where it was longer than these, its level may be
// higher by what they grow by in that time; it grows faster only where both the rate and the whole growth are
// beyond normal, since a start-up weighs more in a shorter run.
//
// earlier  the oldest first; at least one
// Cost     O(n^2) for n runs
[[nodiscard]] MetricChange compare_metric(std::span<const MetricMeasure* const> earlier,
                                          const MetricMeasure& now, const BaselineSettings& settings = {});

// Compares all the metrics of a program with its earlier runs. VmSize that is higher only by what malloc's
// arenas reserve, see BaselineSettings, is not.
//
// Returns  those that were measured in both, in the order of `now`
[[nodiscard]] std::vector<MetricChange> compare_metrics(std::span<const ProgramRun* const> earlier,
                                                        std::span<const MetricMeasure> now,
                                                        const BaselineSettings& settings = {});

}  // namespace tidemark
