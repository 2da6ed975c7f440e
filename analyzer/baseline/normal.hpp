#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/baseline/settings.hpp"

namespace tidemark {

// Robust location and scatter of some values.
struct Spread {
  double median = 0.0;
  double mad = 0.0;  // median distance from the median
  double highest = 0.0;
};

[[nodiscard]] Spread spread_of(std::span<const double> values);

// The values that the next run may show if nothing has changed.
struct Normal {
  std::size_t runs = 0;
  double median = 0.0;
  double deviation = 0.0;  // between runs
  double low = 0.0;        // prediction interval, each side at the corrected level
  double high = 0.0;
  double oldest = 0.0;       // median of the oldest runs
  double oldest_high = 0.0;  // the highest that a run may show beside these alone
};

// Learns what is normal from one value a run.
//
// values              the oldest first; at least one
// expected_deviation  > 0, between runs of an unchanged program, as long as too few runs show it
// Formula             prediction interval of Student's t about the median; the deviation is that of
//                     successive values (von Neumann 1941, by medians), which a drift over the runs hardly
//                     widens, moderated towards the expected one (Smyth 2004)
[[nodiscard]] Normal learn_normal(std::span<const double> values, double expected_deviation,
                                  const BaselineSettings& settings);

// The change of one metric from earlier runs to a new one.
struct MetricChange {
  Metric metric = Metric::kVmSize;
  MetricMeasure now;
  bool is_from_begin = false;  // levels are those above what was held as the test began
  double level_now = 0.0;      // the floor at the end
  Normal level;
  Normal slope;            // bytes a second
  bool is_higher = false;  // the level is above the usual
  bool is_above_oldest = false;
  bool is_drifting = false;  // it rises from run to run
  bool is_lower = false;
  bool grows_faster = false;
  double drift_p = 1.0;  // Mann-Kendall over all runs and the new one

  [[nodiscard]] bool is_worse() const { return is_higher || is_above_oldest || is_drifting || grows_faster; }
};

// The 95 % interval of the level at the end of one run.
struct LevelInterval {
  double low;
  double high;
};

// Returns that interval of the level now by the noise between the run's own floors, which compare_metric takes for the
// level's error as well.
[[nodiscard]] LevelInterval level_interval(const MetricChange& change);

// Compares a metric of a run with earlier runs: in a test by the level above the test's begin, with those of the earlier runs that know
// it; where none does, by the whole level. A longer run may be higher by as much as the earlier ones
// grow in the time that it is longer by. A metric grows faster only where both its rate and its whole growth
// are beyond normal, since a start-up weighs more in a shorter run.
//
// earlier  the oldest first; at least one
// Cost     O(n^2) for n runs
[[nodiscard]] MetricChange compare_metric(std::span<const MetricMeasure* const> earlier,
                                          const MetricMeasure& now, const BaselineSettings& settings = {});

// Compares all the metrics of a program with its earlier runs. VmSize that is higher only by the reservations
// of malloc's arenas, see BaselineSettings, does not count as higher.
//
// Returns  those that were measured in both, in the order of `now`
[[nodiscard]] std::vector<MetricChange> compare_metrics(std::span<const ProgramRun* const> earlier,
                                                        std::span<const MetricMeasure> now,
                                                        const BaselineSettings& settings = {});

}  // namespace tidemark
