#include "analyzer/reports/html/page_rows.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kOutlinePoints = 60;
constexpr std::size_t kMostNameBytes = 150;
constexpr std::size_t kMostCommandBytes = 300;
constexpr std::size_t kMostReasonBytes = 2000;

std::string cell(std::string_view name, const std::string& content) {
  return fmt::format("<span class=\"{}\">{}</span> ", name, content);
}

// A figure and its name, which is seen where no heading stands above.
std::string named_cell(std::string_view classes, std::string_view name, double value,
                       const std::string& text) {
  return fmt::format(R"(<span class="{}" data-value="{:.0f}"><small>{} </small>{}</span> )", classes, value,
                     name, text);
}

std::string size_cell(std::string_view classes, std::string_view name, const std::optional<double>& bytes) {
  if (!bytes) return cell(classes, "");
  return named_cell(classes, name, *bytes, format_size(*bytes));
}

std::string name_cell(const ProcessReport& process) {
  return fmt::format(R"(<span class="name" title="{}">{}</span> )",
                     escape_xml_within(process.command.value_or(""), kMostCommandBytes),
                     html_within(describe(process.program) + on_host(process), kMostNameBytes));
}

std::string pid_cell(const ProcessReport& process) {
  return named_cell("pid", "PID", static_cast<double>(process.pid), fmt::format("{}", process.pid));
}

// Of a report that was read there is no more than this.
std::string draw_spans(const Sparkline& sparkline) {
  PlotLine line;
  for (std::size_t i = 0; i < sparkline.size(); ++i) {
    if (!sparkline[i]) continue;
    line.seconds.push_back(static_cast<double>(i));
    line.bytes.push_back(*sparkline[i]);
  }
  if (line.seconds.size() < 2) return {};
  line.segment_starts = {0};
  return draw_outline(line);
}

// Of the metric that grows; otherwise of the first.
std::string outline_cell(const ProcessReport& process, const Finding* finding) {
  if (!process.plot || process.plot->lines.empty())
    return cell("outline", finding == nullptr ? "" : draw_spans(finding->sparkline));
  const auto& lines = process.plot->lines;
  auto line = std::find_if(lines.begin(), lines.end(), [&](const PlotLine& candidate) {
    return finding != nullptr && candidate.metric == sampled(finding->metric);
  });
  if (line == lines.end()) line = lines.begin();
  return cell("outline", draw_outline(thin_out(*line, kOutlinePoints)));
}

std::string limit_cell_text(const Finding& finding) {
  if (!finding.seconds_to_limit || !finding.limit_bytes) return {};
  return fmt::format("<small>at this rate </small>{} in {}",
                     format_amount(finding.metric, *finding.limit_bytes),
                     format_seconds(*finding.seconds_to_limit));
}

// What it grew from and to, how fast, and when it reaches its limit at this rate, or would have.
std::string growth_cells(const Finding* finding) {
  if (finding == nullptr) return cell("grew", "") + cell("rate", "") + cell("limit", "");
  const std::string grew = fmt::format("<small>{} </small>{} → {}", to_string(finding->metric),
                                       format_amount(finding->metric, finding->first_bytes),
                                       format_amount(finding->metric, finding->last_bytes));
  const std::string rate = finding->metric == Metric::kCount
                               ? ""
                               : fmt::format(" data-rate=\"{:.6g}\"", finding->slope_bytes_per_second);
  return cell("grew", grew) + fmt::format("<span class=\"rate\"{}>{}</span> ", rate, rate_text(*finding)) +
         cell("limit", limit_cell_text(*finding));
}

std::string open_row(std::string_view kind, const std::string& attributes, Verdict verdict,
                     const std::string& outline, const std::string& cells) {
  return fmt::format("<details class=\"row {}\"{}>\n<summary>{}{} {}</summary>\n<div class=\"unfolded\">\n",
                     kind, attributes, outline, verdict_badge(verdict), cells);
}

std::string tests_attribute(const ProcessReport& process, const PageTests& tests) {
  if (!process.plot || process.plot->tests.empty()) return {};
  return fmt::format(" data-tests=\"{}\"", tests.names_during(*process.plot));
}

std::string touched_paragraph(const GroupReport& group) {
  const Finding* touched = finding_with_touches(group.findings);
  if (touched == nullptr) return {};
  return fmt::format("<p>{} {}</p>\n", touched_in_words(*touched),
                     html_within(touch_lines(*touched, 1).front(), kMostReasonBytes));
}

}  // namespace

std::string verdict_badge(Verdict verdict) {
  return fmt::format("<strong class=\"verdict {0}\">{0}</strong>", to_string(verdict));
}

std::string row_headings(std::string_view kind, const std::vector<std::string_view>& names) {
  std::string html = fmt::format("<div class=\"headings {}\" hidden>", kind);
  for (const std::string_view name : names) html += fmt::format("<span>{}</span> ", name);
  return html + "</div>\n";
}

std::vector<std::string_view> finding_columns() {
  return {"over its life",         "verdict", "process", "PID", "grew from → to", "how fast",
          "its limit at this rate"};
}

std::vector<std::string_view> process_columns() {
  return {"VIRT over time", "verdict", "process", "PID", "VIRT", "RES", "SHR", "VIRT grew by"};
}

std::string open_finding_row(const ProcessReport& process, const std::string& id, bool is_open) {
  const Finding* finding = told_finding(process);
  return open_row("finding", fmt::format(" id=\"{}\"{}", id, is_open ? " open" : ""), process.verdict,
                  outline_cell(process, finding),
                  name_cell(process) + pid_cell(process) + growth_cells(finding));
}

std::string group_row(const GroupReport& group, const std::string& flames) {
  const Finding* finding = group.findings.empty() ? nullptr : &group.findings.front();
  const std::string name = cell(
      "name", fmt::format("{} {}", group.kind, html_within(group.name + on_host(group), kMostNameBytes)));
  return open_row("finding", "", group.verdict, cell("outline", ""),
                  name + cell("pid", "") + growth_cells(finding)) +
         fmt::format("<p>{}</p>\n", html_within(group.reason, kMostReasonBytes)) + touched_paragraph(group) +
         flames + std::string(kRowEnd);
}

std::string open_process_row(const ProcessReport& process, const PageTests& tests) {
  const ProcessMemory& memory = process.memory;
  return open_row(
      "process",
      fmt::format(" data-verdict=\"{}\"{}", to_string(process.verdict), tests_attribute(process, tests)),
      process.verdict, outline_cell(process, nullptr),
      name_cell(process) + pid_cell(process) + size_cell("virt", "VIRT", memory.virt) +
          size_cell("res", "RES", memory.resident) + size_cell("shr", "SHR", memory.shared) +
          size_cell("by", "VIRT grew by", memory.virt_growth));
}

}  // namespace tidemark
