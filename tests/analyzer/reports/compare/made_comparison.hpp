#pragma once

#include <string>
#include <utility>

#include "analyzer/baseline/compare.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;

inline ProgramComparison made_program(const std::string& name, Change change) {
  ProgramComparison program;
  program.program.name = name;
  program.change = change;
  program.reason = "rss ends at 180 MiB";
  program.processes_before = 2;
  program.processes_now = 3;
  MetricChange metric;
  metric.metric = Metric::kRss;
  metric.level.runs = 3;
  metric.level.median = 100 * kMebibyte;
  metric.level.low = 90 * kMebibyte;
  metric.level.high = 110 * kMebibyte;
  metric.now.metric = Metric::kRss;
  metric.now.end_bytes = metric.level_now = 180 * kMebibyte;
  metric.now.slope_bytes_per_second = kMebibyte / 3600.0;
  metric.now.slope_low = metric.now.slope_high = metric.now.slope_bytes_per_second;
  program.metrics = {metric};
  return program;
}

// A comparison with three runs in which "server" leaks newly, "cache" is lower and "idle" as before.
inline Comparison made_comparison() {
  Comparison comparison;
  comparison.is_worse = true;
  comparison.compared = 3;
  comparison.base_sources = {"one.tidemark", "two.tidemark", "three.tidemark"};
  comparison.new_source = "new.tidemark";
  comparison.programs = {made_program("server", Change::kNewLeak), made_program("cache", Change::kLower),
                         made_program("idle", Change::kSame), made_program("brief", Change::kNotJudged)};
  GroupComparison& group = comparison.groups.emplace_back();
  group.group = {"tree", "session"};
  group.change = Change::kGrowsFaster;
  group.reason = "it grows";
  return comparison;
}

}  // namespace tidemark::testing
