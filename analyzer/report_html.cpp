#include "analyzer/report_html.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/alert_text.hpp"
#include "analyzer/html_assets.hpp"
#include "analyzer/svg_plot.hpp"
#include "analyzer/text_lines.hpp"
#include "analyzer/xml_text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::array kVerdicts{Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect, Verdict::kClean,
                               Verdict::kInsufficient};

// What parts of the page take, about: a point of a line where it is drawn and where a script reads it, the
// rest of a finding, and the row of a process with its outline.
constexpr std::size_t kBytesAPoint = 24;
constexpr std::size_t kBytesAFinding = 6000;
constexpr std::size_t kBytesAProcess = 1500;
constexpr std::size_t kFewestPoints = 16;
constexpr std::size_t kOutlinePoints = 60;

std::size_t count(const Report& report, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(),
                    [&](const ProcessReport& process) { return process.verdict == verdict; }));
}

// The points of a line for the page to stay within its bound.
std::size_t points_a_line(const Report& report) {
  std::size_t lines = 0;
  std::size_t others = report.processes.size() * kBytesAProcess;
  for (const ProcessReport& process : report.processes) {
    if (!is_listed(process) || !process.plot) continue;
    lines += process.plot->lines.size();
    others += kBytesAFinding;
  }
  if (lines == 0) return kMostPlotPoints;
  const std::size_t left = kMostHtmlBytes > others ? kMostHtmlBytes - others : 0;
  return std::clamp<std::size_t>(left / (lines * kBytesAPoint), kFewestPoints, kMostPlotPoints);
}

std::string verdict_badge(Verdict verdict) {
  return fmt::format("<strong class=\"verdict {0}\">{0}</strong>", to_string(verdict));
}

// Nothing in a script element may look like its end.
std::string to_script(const nlohmann::json& json) {
  std::string text = json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

// Whole milliseconds and KiB, each as the distance from the one before: short, and exact enough to read off.
nlohmann::json to_json(const PlotLine& line) {
  std::vector<std::int64_t> times, values;
  std::int64_t last_time = 0, last_value = 0;
  for (std::size_t i = 0; i < line.seconds.size(); ++i) {
    const std::int64_t time = std::llround(line.seconds[i] * 1000.0);
    const std::int64_t value = std::llround(line.bytes[i] / 1024.0);
    times.push_back(time - last_time);
    values.push_back(value - last_value);
    last_time = time;
    last_value = value;
  }
  return {{"metric", to_string(line.metric)},
          {"name", plot_name(line.metric)},
          {"colour", plot_colour(line.metric)},
          {"ms", times},
          {"kib", values},
          {"segments", line.segment_starts}};
}

std::string plot_data(const ProcessPlot& plot, const Finding* finding) {
  nlohmann::json lines = nlohmann::json::array();
  for (const PlotLine& line : plot.lines) lines.push_back(to_json(line));
  nlohmann::json tests = nlohmann::json::array();
  for (const TestSpan& test : plot.tests) tests.push_back({test.name, test.begin_seconds, test.end_seconds});
  nlohmann::json data{{"start", std::chrono::duration<double>(plot.start.time_since_epoch()).count()},
                      {"lines", lines},
                      {"tests", tests}};
  if (finding != nullptr) {
    data["metric"] = to_string(finding->metric);
    data["fit"] = {finding->window.begin_seconds, finding->window.begin_seconds + finding->window.seconds,
                   finding->line_start_bytes(), finding->line_end_bytes};
  }
  return to_script(data);
}

std::string finding_plot(const ProcessReport& process, std::size_t most_points) {
  if (!process.plot || process.plot->lines.empty()) return {};
  ProcessPlot plot{process.plot->start, {}, process.plot->tests};
  for (const PlotLine& line : process.plot->lines) plot.lines.push_back(thin_out(line, most_points));
  const Finding* finding = process.findings.empty() ? nullptr : &process.findings.front();
  // What is told of lives before this one lies outside of its picture.
  const bool is_drawn =
      finding != nullptr && finding->window.samples > 0 && finding->window.begin_seconds >= 0.0;
  return fmt::format(
      "<figure>\n{}</figure>\n<script type=\"application/json\">{}</script>\n",
      draw_plot(plot, is_drawn ? finding : nullptr, "memory of " + alert_headline(process) + " over time"),
      plot_data(plot, is_drawn ? finding : nullptr));
}

std::string finding_article(const ProcessReport& process, std::size_t index, std::size_t most_points) {
  std::string html = fmt::format("<article id=\"p{}\">\n<h3>{} <small>PID {}</small> {}</h3>\n", index,
                                 escape_xml(process.name), process.pid, verdict_badge(process.verdict));
  html += finding_plot(process, most_points) + "<dl>\n";
  for (const AlertFact& fact : alert_facts(process)) {
    const std::string text = escape_xml(fact.text);
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", fact.label,
                        fact.is_code ? fmt::format("<code>{}</code>", text) : text);
  }
  return html + "</dl>\n</article>\n";
}

std::string size_cell(const std::optional<double>& bytes) {
  if (!bytes) return "<td></td>";
  return fmt::format(R"(<td align="right" data-value="{:.0f}">{}</td>)", *bytes, format_size(*bytes));
}

std::string outline_cell(const ProcessReport& process) {
  if (!process.plot || process.plot->lines.empty()) return "<td></td>";
  return fmt::format("<td>{}</td>", draw_outline(thin_out(process.plot->lines.front(), kOutlinePoints)));
}

// The names of the tests that ran during its life, each once.
std::string tests_attribute(const ProcessReport& process) {
  if (!process.plot || process.plot->tests.empty()) return {};
  std::vector<std::string> names;
  for (const TestSpan& test : process.plot->tests) names.push_back(test.name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return fmt::format(" data-tests=\"{}\"", escape_xml(nlohmann::json(names).dump(
                                               -1, ' ', true, nlohmann::json::error_handler_t::replace)));
}

std::string process_row(const ProcessReport& process, std::size_t index) {
  const std::string name = escape_xml(process.name);
  const ProcessMemory& memory = process.memory;
  const std::string shown = is_listed(process) ? fmt::format("<a href=\"#p{}\">{}</a>", index, name) : name;
  return fmt::format(
             "<tr data-verdict=\"{}\"{}><td data-value=\"{}\">{}</td><td title=\"{}\">{}</td>"
             "<td align=\"right\">{}</td>",
             to_string(process.verdict), tests_attribute(process), static_cast<int>(process.verdict),
             verdict_badge(process.verdict), escape_xml(process.command.value_or("")), shown, process.pid) +
         size_cell(memory.virt) + size_cell(memory.resident) + size_cell(memory.shared) +
         size_cell(memory.virt_growth) + outline_cell(process) +
         fmt::format("<td>{}</td></tr>\n", escape_xml(process.reason));
}

std::string process_table(const Report& report) {
  std::string html = fmt::format(
      "<section id=\"processes\">\n<h2>All processes ({})</h2>\n<div class=\"wide\"><table>\n<thead><tr>"
      "<th>verdict</th><th>process</th><th>PID</th><th>VIRT</th><th>RES</th><th>SHR</th><th>VIRT grew "
      "by</th><th>VIRT over time</th><th>why</th></tr></thead>\n<tbody>\n",
      report.processes.size());
  for (std::size_t i = 0; i < report.processes.size(); ++i) html += process_row(report.processes[i], i);
  return html + "</tbody></table></div>\n</section>\n";
}

std::string findings_section(const Report& report) {
  const std::size_t most_points = points_a_line(report);
  std::string articles;
  std::size_t listed = 0;
  for (std::size_t i = 0; i < report.processes.size(); ++i) {
    if (!is_listed(report.processes[i])) continue;
    articles += finding_article(report.processes[i], i, most_points);
    ++listed;
  }
  if (listed == 0) articles = "<p>No process grows where it should not.</p>\n";
  return fmt::format("<section id=\"findings\">\n<h2>Findings ({})</h2>\n{}</section>\n", listed, articles);
}

std::string page_header(const Report& report) {
  std::string counts;
  for (const Verdict verdict : kVerdicts) {
    if (const std::size_t processes = count(report, verdict); processes > 0) {
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", processes, to_string(verdict));
    }
  }
  std::string html =
      fmt::format("<header>\n<h1>Tidemark: {}</h1>\n<p>{}: {}</p>\n", verdict_badge(report.verdict),
                  count_of(report.processes.size(), "process", "processes"), counts);
  for (const RecordingSummary& recording : report.recordings) {
    html += fmt::format("<p><code>{}</code> {}", escape_xml(recording.path),
                        escape_xml(recording.host.value_or("")));
    if (recording.started) {
      html += fmt::format(", {} to {}", format_rfc3339(*recording.started), format_rfc3339(*recording.ended));
    }
    html += fmt::format(", {}</p>\n", count_of(recording.ticks, "tick", "ticks"));
  }
  return html + "</header>\n";
}

std::string page_footer(const Report& report) {
  std::string html = "<footer>\n<h2>Read with this</h2>\n<ul>\n";
  for (const std::string& limit : report.limits) {
    html += fmt::format("<li>limit of {}</li>\n", escape_xml(limit));
  }
  for (const std::string& note : report.notes) html += fmt::format("<li>{}</li>\n", escape_xml(note));
  return html + "<li>VIRT, RES and SHR are what top calls them; times are UTC</li>\n</ul>\n</footer>\n";
}

std::string scripts() {
  const HtmlAssets& assets = html_assets();
  std::string html;
  if (!assets.uplot_script.empty()) {
    html += fmt::format("<!--\nuPlot\n\n{}-->\n<style>{}</style>\n<script>{}</script>\n",
                        assets.uplot_licence, assets.uplot_style, assets.uplot_script);
  }
  return html + fmt::format("<script>{}</script>\n", assets.script);
}

}  // namespace

std::string format_html(const Report& report) {
  return fmt::format(
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
             "dark\">\n<title>Tidemark: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
             to_string(report.verdict), html_assets().style) +
         page_header(report) + "<main>\n" + findings_section(report) + process_table(report) + "</main>\n" +
         page_footer(report) + scripts() + "</body>\n</html>\n";
}

}  // namespace tidemark
