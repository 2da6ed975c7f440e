#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/baseline/baseline.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;

// What a run of ten minutes shows of one metric that grows evenly to `end_bytes`.
inline MetricMeasure made_measure(double end_bytes, double growth_bytes = 0.0, double seconds = 600.0) {
  MetricMeasure measure;
  measure.metric = Metric::kRss;
  measure.end_bytes = end_bytes;
  measure.floor_bytes = end_bytes - growth_bytes / 2;
  measure.peak_bytes = end_bytes;
  measure.growth_bytes = growth_bytes;
  measure.slope_bytes_per_second = growth_bytes / seconds;
  measure.slope_low = 0.98 * measure.slope_bytes_per_second;
  measure.slope_high = 1.02 * measure.slope_bytes_per_second;
  measure.seconds = seconds;
  return measure;
}

// A run of the program "server", the `number`-th of them.
inline BaselineRun made_run(int number, const MetricMeasure& measure, Verdict verdict = Verdict::kClean) {
  BaselineRun run;
  run.session = "session-" + std::to_string(number);
  run.started = WallTime(std::chrono::hours(24 * number));
  run.source = "run-" + std::to_string(number) + ".tidemark";
  run.programs[{"server", "", ""}] = {1, verdict, {measure}};
  return run;
}

// Runs of "server" that end at these levels, one after the other.
inline Baseline made_baseline(const std::vector<double>& levels) {
  Baseline baseline;
  for (std::size_t i = 0; i < levels.size(); ++i)
    add_run(baseline, made_run(static_cast<int>(i), made_measure(levels[i])));
  return baseline;
}

}  // namespace tidemark::testing
