#include "analyzer/reports/compare/compare_words.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/baseline/metric_words.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

template <typename Show>
std::string interval_text(const Normal& before, double now, double low, double high, const Show& show) {
  return fmt::format("before {} (normal {} to {}), now {} ({} to {}, 95 %)", show(before.median),
                     show(before.low), show(before.high), show(now), show(low), show(high));
}

template <typename Compared>
std::size_t count_in(const std::vector<Compared>& compared, Change change) {
  return static_cast<std::size_t>(std::count_if(compared.begin(), compared.end(),
                                                [&](const Compared& one) { return one.change == change; }));
}

// Whether a program in a test is compared by its whole level, as the base has no other.
bool by_whole_level(const ProgramComparison& program) {
  return !program.program.test.empty() &&
         std::any_of(program.metrics.begin(), program.metrics.end(),
                     [](const MetricChange& metric) { return !metric.is_from_begin; });
}

}  // namespace

std::string_view verdict_text(const Comparison& comparison) {
  if (comparison.is_worse) return "worse";
  return comparison.compared > 0 ? "not worse" : "nothing could be compared";
}

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
  const LevelInterval level = level_interval(metric);
  return interval_text(metric.level, metric.level_now, level.low, level.high,
                       [&](double value) { return describe_level(metric, value); });
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

std::vector<std::string_view> notes_of(const Comparison& comparison) {
  std::vector<std::string_view> notes;
  if (comparison.base_sources.size() == 1)
    notes.emplace_back("one earlier run tells nothing of chance; three or more let smaller changes be seen");
  if (std::any_of(comparison.programs.begin(), comparison.programs.end(), by_whole_level)) {
    notes.emplace_back(
        "the base does not know what was held as some tests began: they are compared by all that their "
        "processes "
        "held; a baseline that is built anew knows it");
  }
  return notes;
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
