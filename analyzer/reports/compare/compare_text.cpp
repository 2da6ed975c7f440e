#include <fmt/core.h>

#include <algorithm>

#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 24;
constexpr std::size_t kMostGroupWidth = 80;

std::string rate(double bytes_per_second) { return format_size(bytes_per_second * 3600.0); }

std::string heading_line() {
  return fmt::format("  {}  {:>9}  {:<7}  {:>10}  {:>10}  {:>11}  {:>11}\n", pad("program", kNameWidth),
                     "processes", "metric", "end before", "end now", "hour before", "hour now");
}

std::string program_line(const ProgramComparison& program) {
  const std::string processes = fmt::format("{} > {}", program.processes_before, program.processes_now);
  const std::string name = pad(describe(program.program), kNameWidth);
  if (program.metrics.empty()) return fmt::format("  {}  {:>9}\n", name, processes);
  const MetricChange& metric = program.metrics[program.worst_metric];
  return fmt::format("  {}  {:>9}  {:<7}  {:>10}  {:>10}  {:>11}  {:>11}\n", name, processes,
                     to_string(metric.metric), format_size(metric.level.median),
                     format_size(metric.now.end_bytes), rate(metric.slope.median),
                     rate(metric.now.slope_bytes_per_second));
}

// Returns a line with the old value and the interval that is normal for a run, then the new value and its own
// interval.
std::string interval_line(std::string_view label, const Normal& before, double now, double low, double high,
                          std::string (*show)(double)) {
  return wrap(
      fmt::format("{}: before {} (normal {} to {}), now {} ({} to {}, 95 %)", label, show(before.median),
                  show(before.low), show(before.high), show(now), show(low), show(high)),
      "      ", "        ");
}

// Returns the level and slope of the metric that shows the change best.
std::string interval_lines(const ProgramComparison& program) {
  if (program.metrics.empty()) return {};
  const MetricChange& metric = program.metrics[program.worst_metric];
  const MetricMeasure& now = metric.now;
  const LevelInterval level = level_interval(now);
  return interval_line("end", metric.level, now.end_bytes, level.low, level.high, format_size) +
         interval_line("an hour", metric.slope, now.slope_bytes_per_second, now.slope_low, now.slope_high,
                       rate);
}

std::size_t count(const Comparison& comparison, Change change) {
  return static_cast<std::size_t>(
      std::count_if(comparison.programs.begin(), comparison.programs.end(),
                    [&](const ProgramComparison& program) { return program.change == change; }));
}

std::size_t count_unchanged(const Comparison& comparison) {
  return static_cast<std::size_t>(std::count_if(
      comparison.programs.begin(), comparison.programs.end(), [](const ProgramComparison& program) {
        return program.change == Change::kSame && program.program.test.empty();
      }));
}

std::string section(const Comparison& comparison, Change change) {
  const std::size_t programs = count(comparison, change);
  if (programs == 0) return {};
  std::string text = fmt::format("\n{} ({})\n", to_string(change), programs) + heading_line();
  for (const ProgramComparison& program : comparison.programs) {
    if (program.change != change) continue;
    text += program_line(program) + wrap(program.reason, "      ", "      ") + interval_lines(program);
  }
  return text;
}

// Returns the names of the programs with a change that needs no more words.
std::string names(const Comparison& comparison, Change change) {
  std::string list;
  for (const ProgramComparison& program : comparison.programs) {
    if (program.change != change || !program.program.test.empty()) continue;
    list += (list.empty() ? "" : ", ") + describe(program.program);
  }
  return list.empty() ? list : wrap(fmt::format("{}: {}", to_string(change), list), "", "    ");
}

std::string groups_section(const Comparison& comparison) {
  if (comparison.groups.empty()) return {};
  std::string text = "\ngroups of processes\n";
  for (const GroupComparison& group : comparison.groups) {
    const std::string name = describe(group.group);
    text += fmt::format("  {}: {}\n", to_string(group.change),
                        pad(name, std::min(display_width(name), kMostGroupWidth))) +
            wrap(group.reason, "      ", "      ");
  }
  return text;
}

}  // namespace

std::string format_comparison_text(const Comparison& comparison) {
  std::string text = fmt::format("Comparison: {}\n", comparison.is_worse ? "worse" : "not worse");
  for (const Change change : {Change::kNewLeak, Change::kGrowsFaster, Change::kHigher, Change::kDrifting,
                              Change::kStillLeaks, Change::kGoneLeak, Change::kLower}) {
    text += section(comparison, change);
  }
  text += groups_section(comparison);
  text += fmt::format("\n{} compared, {} as before\n", count_of(comparison.compared, "program", "programs"),
                      count_unchanged(comparison));
  for (const Change change : {Change::kOnlyInNew, Change::kOnlyInBase, Change::kNotJudged})
    text += names(comparison, change);
  if (comparison.base_sources.size() == 1) {
    text += "note: one earlier run tells nothing of chance; three or more let smaller changes be seen\n";
  }
  for (const std::string& source : comparison.base_sources) text += wrap(printable(source), "base: ", "    ");
  return disarm_ci_commands(text + wrap(printable(comparison.new_source), "new:  ", "    "));
}

}  // namespace tidemark
