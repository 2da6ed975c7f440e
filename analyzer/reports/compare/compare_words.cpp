#include "analyzer/reports/compare/compare_words.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/units.hpp"

namespace tidemark {
namespace {

std::string interval_text(const Normal& before, double now, double low, double high,
                          std::string (*show)(double)) {
  return fmt::format("before {} (normal {} to {}), now {} ({} to {}, 95 %)", show(before.median),
                     show(before.low), show(before.high), show(now), show(low), show(high));
}

template <typename Compared>
std::size_t count_in(const std::vector<Compared>& compared, Change change) {
  return static_cast<std::size_t>(std::count_if(compared.begin(), compared.end(),
                                                [&](const Compared& one) { return one.change == change; }));
}

}  // namespace

bool is_told(Change change) {
  return std::find(kToldChanges.begin(), kToldChanges.end(), change) != kToldChanges.end();
}

std::size_t count_programs(const Comparison& comparison, Change change) {
  return count_in(comparison.programs, change);
}

std::size_t count_unchanged(const Comparison& comparison) {
  return static_cast<std::size_t>(std::count_if(
      comparison.programs.begin(), comparison.programs.end(), [](const ProgramComparison& program) {
        return program.change == Change::kSame && program.program.test.empty();
      }));
}

const MetricChange* told_metric(const ProgramComparison& program) {
  return program.metrics.empty() ? nullptr : &program.metrics[program.worst_metric];
}

std::string hourly(double bytes_per_second) { return format_size(bytes_per_second * 3600.0); }

std::string level_text(const MetricChange& metric) {
  const LevelInterval level = level_interval(metric.now);
  return interval_text(metric.level, metric.now.end_bytes, level.low, level.high, format_size);
}

std::string slope_text(const MetricChange& metric) {
  const MetricMeasure& now = metric.now;
  return interval_text(metric.slope, now.slope_bytes_per_second, now.slope_low, now.slope_high, hourly);
}

std::string counts_text(const Comparison& comparison) {
  std::string text;
  for (const Change change : kToldChanges) {
    const std::size_t count = count_programs(comparison, change) + count_in(comparison.groups, change);
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(change));
  }
  return text;
}

std::string names_text(const Comparison& comparison, Change change) {
  std::string list;
  for (const ProgramComparison& program : comparison.programs) {
    if (program.change != change || !program.program.test.empty()) continue;
    list += (list.empty() ? "" : ", ") + describe(program.program);
  }
  return list;
}

}  // namespace tidemark
