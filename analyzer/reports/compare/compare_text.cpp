#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/compare/compare_words.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 24;
constexpr std::size_t kTableWidth = 98;  // a narrower table leaves out what the lines below it tell

std::string heading_line(std::size_t width) {
  if (width < kTableWidth)
    return fmt::format("  {}  {:<7}  {:>10}  {:>10}\n", pad("program", kNameWidth), "metric", "end before",
                       "end now");
  return fmt::format("  {}  {:>9}  {:<7}  {:>10}  {:>10}  {:>11}  {:>11}\n", pad("program", kNameWidth),
                     "processes", "metric", "end before", "end now", "hour before", "hour now");
}

std::string program_line(const ProgramComparison& program, std::size_t width) {
  const std::string processes = fmt::format("{} > {}", program.processes_before, program.processes_now);
  std::string name = describe(program.program);
  // A longer one has lines of its own.
  const std::string above =
      display_width(name) > kNameWidth ? wrap(std::exchange(name, {}), "  ", "    ", width) : "";
  const std::string row = above + "  " + pad(name, kNameWidth);
  const MetricChange* metric = told_metric(program);
  if (width < kTableWidth) {
    if (metric == nullptr) return row + '\n';
    return fmt::format("{}  {:<7}  {:>10}  {:>10}\n", row, to_string(metric->metric),
                       describe_level(*metric, metric->level.median),
                       describe_level(*metric, metric->level_now));
  }
  if (metric == nullptr) return fmt::format("{}  {:>9}\n", row, processes);
  return fmt::format("{}  {:>9}  {:<7}  {:>10}  {:>10}  {:>11}  {:>11}\n", row, processes,
                     to_string(metric->metric), describe_level(*metric, metric->level.median),
                     describe_level(*metric, metric->level_now), hourly(metric->slope.median),
                     hourly(metric->now.slope_bytes_per_second));
}

// Returns the level and slope of the metric that shows the change best.
std::string interval_lines(const ProgramComparison& program, std::size_t width) {
  const MetricChange* metric = told_metric(program);
  if (metric == nullptr) return {};
  return wrap("end: " + level_text(*metric), "      ", "        ", width) +
         wrap("an hour: " + slope_text(*metric), "      ", "        ", width);
}

std::string section(const Comparison& comparison, Change change, std::size_t width) {
  const std::size_t programs = count_programs(comparison, change);
  if (programs == 0) return {};
  std::string text = fmt::format("\n{} ({})\n", to_string(change), programs) + heading_line(width);
  for (const ProgramComparison& program : comparison.programs) {
    if (program.change != change) continue;
    text += program_line(program, width) + wrap(program.reason, "      ", "      ", width) +
            interval_lines(program, width);
  }
  return text;
}

std::string groups_section(const Comparison& comparison, std::size_t width) {
  if (comparison.groups.empty()) return {};
  std::string text = "\ngroups of processes\n";
  for (const GroupComparison& group : comparison.groups) {
    text += wrap(fmt::format("{}: {}", to_string(group.change), describe(group.group)), "  ", "    ", width) +
            wrap(group.reason, "      ", "      ", width);
  }
  return text;
}

}  // namespace

std::string format_comparison_text(const Comparison& comparison, std::size_t width) {
  std::string text = fmt::format("Comparison: {}\n", verdict_text(comparison));
  for (const Change change : kToldChanges) {
    text += section(comparison, change, width);
  }
  text += groups_section(comparison, width);
  text += fmt::format("\n{} compared, {} as before\n", count_of(comparison.compared, "program", "programs"),
                      count_unchanged(comparison));
  for (const Change change : kNamedChanges) {
    const std::string names = names_text(comparison, change);
    if (!names.empty()) text += wrap(fmt::format("{}: {}", to_string(change), names), "", "    ", width);
  }
  for (const std::string_view note : notes_of(comparison)) text += wrap(note, "note: ", "    ", width);
  for (const std::string& source : comparison.base_sources)
    text += wrap(printable(source), "base: ", "    ", width);
  return disarm_ci_commands(text + wrap(printable(comparison.new_source), "new:  ", "    ", width));
}

}  // namespace tidemark
