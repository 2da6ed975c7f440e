#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/compare/compare_words.hpp"
#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/html/page_rows.hpp"
#include "analyzer/reports/html/page_shell.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// The most important are shown, and what is left out is said.
constexpr std::size_t kMostRows = 2000;
constexpr std::size_t kMostNameBytes = 2000;
constexpr std::size_t kMostTextBytes = 2000;
constexpr std::size_t kMostListBytes = 200'000;

std::string_view colour_of(Change change) {
  if (is_worse(change)) return "leak";
  return change == Change::kStillLeaks ? "suspect" : "clean";
}

std::string from_to(const std::string& before, const std::string& now) {
  return fmt::format("{} → {}", before, now);
}

std::string metric_facts(std::span<const MetricChange> metrics) {
  if (metrics.empty()) return {};
  std::string html = "<dl>\n";
  for (const MetricChange& metric : metrics) {
    html += fmt::format("<dt>{0} at the end</dt><dd>{1}</dd>\n<dt>{0} an hour</dt><dd>{2}</dd>\n",
                        to_string(metric.metric), level_text(metric), slope_text(metric));
  }
  return html + "</dl>\n";
}

// processes  how many there were and are; empty for a group
// metric     that shows the change best, null for none
std::string row(Change change, const std::string& name, const std::string& processes,
                const MetricChange* metric, const std::string& reason,
                std::span<const MetricChange> metrics) {
  std::string figures =
      "<span class=\"metric\"></span> <span class=\"grew\"></span> <span class=\"rate\"></span>";
  if (metric != nullptr) {
    const auto an_hour = [&](double a_second) { return format_amount(metric->metric, 3600.0 * a_second); };
    figures = fmt::format(
        "<span class=\"metric\">{}</span> <span class=\"grew\"><small>at the end </small>{}</span> <span "
        "class=\"rate\">{}/h</span>",
        to_string(metric->metric),
        from_to(describe_level(*metric, metric->level.median), describe_level(*metric, metric->level_now)),
        from_to(an_hour(metric->slope.median), an_hour(metric->now.slope_bytes_per_second)));
  }
  return fmt::format(
      "<details class=\"row change\">\n<summary><strong class=\"verdict {}\">{}</strong> <span "
      "class=\"name\">{}</span> <span class=\"pid\">{}</span> {}</summary>\n<div "
      "class=\"unfolded\">\n<p>{}</p>\n{}{}",
      colour_of(change), to_string(change), html_within(name, kMostNameBytes),
      processes.empty() ? "" : "<small>processes </small>" + processes, figures,
      html_within(reason, kMostTextBytes), metric_facts(metrics), kRowEnd);
}

std::string changes_section(const Comparison& comparison) {
  std::string rows;
  std::size_t all = 0;
  for (const GroupComparison& group : comparison.groups) {
    if (++all <= kMostRows)
      rows += row(group.change, describe(group.group), {}, group.metric ? &*group.metric : nullptr,
                  group.reason, {});
  }
  for (const ProgramComparison& program : comparison.programs) {
    if (!is_told(program.change) || ++all > kMostRows) continue;
    rows += row(program.change, describe(program.program),
                fmt::format("{} → {}", program.processes_before, program.processes_now), told_metric(program),
                program.reason, program.metrics);
  }
  std::string html = fmt::format("<section id=\"changes\">\n<h2>Changes ({})</h2>\n", all);
  html += rows.empty()
              ? "<p>No program has changed.</p>\n"
              : row_headings("change", {"change", "program", "processes", "metric", "at the end", "growth"}) +
                    rows;
  if (all > kMostRows)
    html += fmt::format("<p>{} more are left out here; the JSON report has all.</p>\n", all - kMostRows);
  return html + "</section>\n";
}

std::string rest(const Comparison& comparison) {
  std::string items;
  const auto add = [&](std::string_view label, const std::string& text) {
    items += fmt::format("<li>{}: {}</li>\n", label, html_within(text, kMostListBytes));
  };
  for (const Change change : kNamedChanges) {
    if (const std::string names = names_text(comparison, change); !names.empty())
      add(to_string(change), names);
  }
  for (const std::string& source : comparison.base_sources) add("base", source);
  add("new", comparison.new_source);
  for (const std::string_view note : notes_of(comparison)) add("note", std::string(note));
  return folded_list("rest", "The other programs, and the runs compared", items);
}

}  // namespace

std::string format_comparison_html(const Comparison& comparison) {
  const std::string_view verdict = verdict_text(comparison);
  const std::string_view colour =
      comparison.is_worse ? "leak" : (comparison.compared > 0 ? "clean" : "insufficient");
  const std::string counts = counts_text(comparison);
  return page_begin(fmt::format("Tidemark: {}", verdict)) +
         fmt::format(
             "<header>\n<h1>Tidemark: <strong class=\"verdict {}\">{}</strong></h1>\n<p class=\"lead\">{}{} "
             "as "
             "before among {}</p>\n</header>\n<main>\n{}{}</main>\n",
             colour, verdict, counts.empty() ? "" : counts + ", ", count_unchanged(comparison),
             count_of(comparison.compared, "compared program", "compared programs"),
             changes_section(comparison), rest(comparison)) +
         page_end("");
}

}  // namespace tidemark
