#include "analyzer/reports/html/report_html.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/html/finding_figure.hpp"
#include "analyzer/reports/html/html_assets.hpp"
#include "analyzer/reports/html/page_tests.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
#include "analyzer/text/text_lines.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::array kVerdicts{Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect, Verdict::kClean,
                               Verdict::kInsufficient};

// A point of a line takes about this, where it is drawn and where a script reads it, and so does a test.
constexpr std::size_t kBytesAPoint = 28;
constexpr std::size_t kBytesATest = 250;
constexpr std::size_t kFewestPoints = 16;
constexpr std::size_t kFewestTests = 2;
constexpr std::size_t kMostTests = 1000;

// The worst are shown; what is left out is said. So many fit into the page.
constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostArticles = 1000;

constexpr std::size_t kOutlinePoints = 60;
constexpr std::size_t kMostNameBytes = 150;
constexpr std::size_t kMostCommandBytes = 300;

std::size_t count(const Report& report, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(),
                    [&](const ProcessReport& process) { return process.verdict == verdict; }));
}

// Of a text in words; a page of few processes has room for long ones.
std::size_t most_fact_bytes(const Report& report) {
  return std::clamp<std::size_t>(kMostHtmlBytes / (15 * (std::min(report.processes.size(), kMostRows) + 1)),
                                 200, 2000);
}

// Returns nothing where all are shown.
std::string left_out(std::size_t all, std::size_t most) {
  if (all <= most) return {};
  return fmt::format("<p>{} more are left out here; the JSON report has all.</p>\n", all - most);
}

std::string verdict_badge(Verdict verdict) {
  return fmt::format("<strong class=\"verdict {0}\">{0}</strong>", to_string(verdict));
}

std::string finding_facts(const ProcessReport& process, std::size_t most_bytes) {
  std::string html = "<dl>\n";
  for (const AlertFact& fact : alert_facts(process)) {
    const std::string text = escape_xml_within(fact.text, most_bytes);
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", fact.label,
                        fact.is_code ? fmt::format("<code>{}</code>", text) : text);
  }
  return html + "</dl>\n";
}

bool has_article(const ProcessReport& process) { return is_listed(process) && !is_suspect_job(process); }

std::string finding_heading(const ProcessReport& process) {
  return fmt::format("<h3>{} <small>PID {}</small> {}</h3>\n",
                     escape_xml_within(process.name, kMostNameBytes), process.pid,
                     verdict_badge(process.verdict));
}

std::string size_cell(const std::optional<double>& bytes) {
  if (!bytes) return "<td></td>";
  return fmt::format(R"(<td align="right" data-value="{:.0f}">{}</td>)", *bytes, format_size(*bytes));
}

std::string outline_cell(const ProcessReport& process) {
  if (!process.plot || process.plot->lines.empty()) return "<td></td>";
  return fmt::format("<td>{}</td>", draw_outline(thin_out(process.plot->lines.front(), kOutlinePoints)));
}

std::string tests_attribute(const ProcessReport& process, const PageTests& tests) {
  if (!process.plot || process.plot->tests.empty()) return {};
  return fmt::format(" data-tests=\"{}\"", tests.names_during(*process.plot));
}

// What a clean verdict is worth stands beside its reason.
std::string reason_of(const ProcessReport& process) {
  if (!process.detectable_bytes_per_second) return process.reason;
  return fmt::format("{}; {}", process.reason, worth_text(*process.detectable_bytes_per_second));
}

std::string process_row(const ProcessReport& process, std::size_t index, const PageTests& tests,
                        std::size_t most_fact_bytes) {
  const std::string name = escape_xml_within(process.name, kMostNameBytes);
  const ProcessMemory& memory = process.memory;
  const std::string shown = has_article(process) && index < kMostArticles
                                ? fmt::format("<a href=\"#p{}\">{}</a>", index, name)
                                : name;
  return fmt::format(
             "<tr data-verdict=\"{}\"{}><td data-value=\"{}\">{}</td><td title=\"{}\">{}</td>"
             "<td align=\"right\">{}</td>",
             to_string(process.verdict), tests_attribute(process, tests), static_cast<int>(process.verdict),
             verdict_badge(process.verdict),
             escape_xml_within(process.command.value_or(""), kMostCommandBytes), shown, process.pid) +
         size_cell(memory.virt) + size_cell(memory.resident) + size_cell(memory.shared) +
         size_cell(memory.virt_growth) + outline_cell(process) +
         fmt::format("<td>{}</td></tr>\n", escape_xml_within(reason_of(process), most_fact_bytes));
}

std::string process_table(const Report& report, const PageTests& tests) {
  std::string html = fmt::format(
      "<section id=\"processes\">\n<h2>All processes ({})</h2>\n<div class=\"wide\"><table>\n<thead><tr>"
      "<th>verdict</th><th>process</th><th>PID</th><th>VIRT</th><th>RES</th><th>SHR</th><th>VIRT grew "
      "by</th><th>VIRT over time</th><th>why</th></tr></thead>\n<tbody>\n",
      report.processes.size());
  for (std::size_t i = 0; i < std::min(report.processes.size(), kMostRows); ++i) {
    html += process_row(report.processes[i], i, tests, most_fact_bytes(report));
  }
  return html + "</tbody></table></div>\n" + left_out(report.processes.size(), kMostRows) + "</section>\n";
}

// What stands around the figures of the processes that are listed.
struct Article {
  const ProcessReport* process;
  std::string before;
  std::string after;
};

std::vector<Article> make_articles(const Report& report) {
  std::vector<Article> articles;
  for (std::size_t i = 0; i < report.processes.size() && articles.size() < kMostArticles; ++i) {
    const ProcessReport& process = report.processes[i];
    if (!has_article(process)) continue;
    articles.push_back({&process, fmt::format("<article id=\"p{}\">\n{}", i, finding_heading(process)),
                        finding_facts(process, most_fact_bytes(report)) + "</article>\n"});
  }
  return articles;
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
  if (report.detectable_bytes_per_second) {
    html += fmt::format("<li>in nine of ten clean processes {}</li>\n",
                        worth_text(*report.detectable_bytes_per_second));
  }
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
  return html + fmt::format("<script>{}</script>\n<script>{}</script>\n", assets.script, assets.plot_script);
}

std::string groups_section(const Report& report) {
  if (report.groups.empty()) return {};
  std::string html = "<section id=\"groups\">\n<h2>Groups of processes</h2>\n<ul>\n";
  for (const GroupReport& group : report.groups) {
    html += fmt::format("<li>{} the {} <code>{}</code>: {}</li>\n", verdict_badge(group.verdict), group.kind,
                        escape_xml_within(group.name, kMostNameBytes), escape_xml(group.reason));
  }
  return html + "</ul>\n</section>\n";
}

std::string jobs_section(const Report& report) {
  const std::vector<std::string> lines = suspect_job_lines(report);
  if (lines.empty()) return {};
  std::string html = fmt::format("<section id=\"jobs\">\n<h2>Suspect: {}</h2>\n<ul>\n", kSuspectJobsHeading);
  for (const std::string& line : lines) html += fmt::format("<li>{}</li>\n", escape_xml(line));
  return html + "</ul>\n</section>\n";
}

// A page but for its figures, so that these can be as large as it has room for.
struct Page {
  std::string before;
  std::vector<Article> articles;
  std::string after;

  [[nodiscard]] std::size_t size() const {
    std::size_t bytes = before.size() + after.size();
    for (const Article& article : articles) bytes += article.before.size() + article.after.size();
    return bytes;
  }
};

Page make_page(const Report& report, const PageTests& tests) {
  Page page;
  page.articles = make_articles(report);
  const auto findings =
      static_cast<std::size_t>(std::count_if(report.processes.begin(), report.processes.end(), has_article));
  page.before =
      fmt::format(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
          "dark\">\n<title>Tidemark: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
          to_string(report.verdict), html_assets().style) +
      page_header(report) +
      fmt::format("<main>\n<section id=\"findings\">\n<h2>Findings ({})</h2>\n", findings);
  if (page.articles.empty()) page.before += "<p>No process grows where it should not.</p>\n";
  page.after = left_out(findings, kMostArticles) + "</section>\n" + groups_section(report) +
               jobs_section(report) + process_table(report, tests) + "</main>\n" + page_footer(report) +
               data_element(tests.to_json(), " id=\"tests\"") + "\n" + scripts() + "</body>\n</html>\n";
  return page;
}

// The largest figures that the page has room for. The tests get a fourth of it at most, for a finding has up
// to four lines; the points get what is left.
FigureSize find_figure_size(const Page& page, const PageTests& tests) {
  FigureSize most{kFewestPoints, kFewestTests};
  std::size_t bytes = page.size(), lines = 0;
  for (const Article& article : page.articles) {
    bytes += finding_figure(*article.process, tests, most).size();
    if (article.process->plot) lines += article.process->plot->lines.size();
  }
  if (lines == 0) return most;
  std::size_t left = kMostHtmlBytes - std::min(kMostHtmlBytes, bytes);
  most.tests = std::clamp(left / (lines * kBytesATest), kFewestTests, kMostTests);
  std::size_t drawn_tests = 0;
  for (const Article& article : page.articles) {
    if (!article.process->plot) continue;
    const ProcessPlot& plot = *article.process->plot;
    drawn_tests += plot.lines.size() * std::min(most.tests, plot.tests.size());
  }
  left -= std::min(left, drawn_tests * kBytesATest);
  most.points = std::min(kFewestPoints + left / (lines * kBytesAPoint), kMostPlotPoints);
  return most;
}

}  // namespace

std::string format_html(const Report& report) {
  const PageTests tests(report.processes);
  const Page page = make_page(report, tests);
  const FigureSize most = find_figure_size(page, tests);
  std::string html = page.before;
  for (const Article& article : page.articles) {
    html += article.before + finding_figure(*article.process, tests, most) + article.after;
  }
  return html + page.after;
}

}  // namespace tidemark
