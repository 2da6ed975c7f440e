#include <fmt/core.h>

#include <string_view>

#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/compare/compare_words.hpp"
#include "analyzer/text/markdown_text.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// The details have the whole name.
constexpr std::size_t kMostNameWidth = 60;
constexpr std::size_t kNoticeBytes = 200;

std::string_view sign_of(Change change) {
  if (is_worse(change)) return "🔴";
  return change == Change::kStillLeaks ? "🟡" : "🟢";
}

template <typename Compared>
std::string row_begin(const Compared& compared, const std::string& name) {
  return fmt::format("| {} {} | {} |", sign_of(compared.change), to_string(compared.change),
                     markdown_code(shorten(name, kMostNameWidth)));
}

std::string figures(const MetricChange* metric) {
  if (metric == nullptr) return " | | |\n";
  return fmt::format(" {} | {} → {} | {} → {} |\n", to_string(metric->metric),
                     describe_level(*metric, metric->level.median),
                     describe_level(*metric, metric->level_now),
                     format_amount(metric->metric, 3600.0 * metric->slope.median),
                     format_amount(metric->metric, 3600.0 * metric->now.slope_bytes_per_second));
}

std::string program_row(const ProgramComparison& program) {
  return fmt::format("{} {} → {} |{}", row_begin(program, describe(program.program)),
                     program.processes_before, program.processes_now, figures(told_metric(program)));
}

std::string group_row(const GroupComparison& group) {
  return row_begin(group, describe(group.group)) + " |" + figures(group.metric ? &*group.metric : nullptr);
}

std::string details(Change change, const std::string& name, const std::string& reason,
                    const MetricChange* metric) {
  std::string lines = markdown_bullet("why", escape_markdown(reason));
  if (metric != nullptr) {
    lines += markdown_bullet("end", level_text(*metric)) + markdown_bullet("an hour", slope_text(*metric));
  }
  return markdown_folded(fmt::format("{} {}: {}", sign_of(change), markdown_code(name), to_string(change)),
                         lines);
}

std::string rest(const Comparison& comparison) {
  std::string lines;
  for (const Change change : kNamedChanges) {
    const std::string names = names_text(comparison, change);
    if (!names.empty()) lines += markdown_bullet(to_string(change), escape_markdown(names));
  }
  for (const std::string& source : comparison.base_sources)
    lines += markdown_bullet("base", markdown_code(source));
  lines += markdown_bullet("new", markdown_code(comparison.new_source));
  for (const std::string_view note : notes_of(comparison)) lines += markdown_bullet("note", note);
  return markdown_folded("The other programs, and the runs compared", lines);
}

}  // namespace

std::string format_comparison_markdown(const Comparison& comparison, std::size_t most_bytes) {
  const std::string counts = counts_text(comparison);
  const std::string_view sign = comparison.is_worse ? "🔴" : (comparison.compared > 0 ? "🟢" : "⚪");
  const std::string compared = count_of(comparison.compared, "program", "programs");
  BoundedText text(
      fmt::format("## {} Tidemark: {}\n\n{} compared: {}{} as before\n", sign, verdict_text(comparison),
                  compared, counts.empty() ? "" : counts + ", ", count_unchanged(comparison)),
      most_bytes);
  if (!counts.empty()) {
    text.append("\n| | program | processes | metric | end | an hour |\n|---|---|---|---|---|---|\n", 0);
  }
  bool fits = true;
  for (const GroupComparison& group : comparison.groups)
    fits &= text.append(group_row(group), most_bytes / 2);
  for (const ProgramComparison& program : comparison.programs) {
    if (is_told(program.change)) fits &= text.append(program_row(program), most_bytes / 2);
  }
  for (const ProgramComparison& program : comparison.programs) {
    if (!is_told(program.change)) continue;
    fits &=
        text.append(details(program.change, describe(program.program), program.reason, told_metric(program)),
                    most_bytes / 8);
  }
  for (const GroupComparison& group : comparison.groups) {
    fits &= text.append(details(group.change, describe(group.group), group.reason, nullptr), most_bytes / 8);
  }
  fits &= text.append(rest(comparison), kNoticeBytes);
  if (!fits) text.append("\n**Cut to fit:** the text and JSON reports have all.\n", 0);
  return text.text();
}

}  // namespace tidemark
