#include "analyzer/reports/html/report_html.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "analyzer/reports/html/finding_figure.hpp"
#include "analyzer/reports/html/flame_section.hpp"
#include "analyzer/reports/html/html_assets.hpp"
#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/html/map_section.hpp"
#include "analyzer/reports/html/page_rows.hpp"
#include "analyzer/reports/html/page_sections.hpp"
#include "analyzer/reports/html/page_shell.hpp"
#include "analyzer/reports/html/page_tests.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

// A point of a line takes about this, where it is drawn and where a script reads it, and so does a test.
constexpr std::size_t kBytesAPoint = 28;
constexpr std::size_t kBytesADrawnPoint = 12;
constexpr std::size_t kBytesATest = 250;
constexpr std::size_t kFewestPoints = 16;
constexpr std::size_t kMostProcessPoints = 150;
constexpr std::size_t kFewestTests = 2;
constexpr std::size_t kMostTests = 1000;
constexpr std::size_t kMostProcessTests = 20;
constexpr std::size_t kMostMapTests = 200;

// The worst are shown; what is left out is said. So many fit into the page.
constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostFindings = 1000;
constexpr std::size_t kMostProcessFigures = 1000;
// A picture of stacks takes 100 KiB, and where names are long 400.
constexpr std::size_t kMostFlames = 10;
// Those before the fold fill a screen.
constexpr std::size_t kFindingsBeforeFold = 15;

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

std::string finding_facts(const ProcessReport& process, std::size_t most_bytes) {
  std::string html = "<dl>\n";
  for (const AlertFact& fact : alert_facts(process)) {
    const std::string text = html_within(fact.text, most_bytes);
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", fact.label,
                        fact.is_code ? fmt::format("<code>{}</code>", text) : text);
  }
  return html + "</dl>\n";
}

std::vector<const ProcessReport*> findings_of(const Report& report) {
  std::vector<const ProcessReport*> findings;
  for (const ProcessReport& process : report.processes) {
    if (is_finding(process)) findings.push_back(&process);
  }
  return findings;
}

std::string finding_id(const Report& report, const ProcessReport& process) {
  return fmt::format("p{}", &process - report.processes.data());
}

// What a clean verdict is worth stands beside its reason.
std::string reason_of(const ProcessReport& process) {
  if (!process.detectable_bytes_per_second) return process.reason;
  return fmt::format("{}; {}", process.reason, worth_text(*process.detectable_bytes_per_second));
}

enum class Figure { kNone, kFinding, kProcess };

// Text, and the figure that stands behind it.
struct Piece {
  std::string text;
  Figure figure = Figure::kNone;
  const ProcessReport* process = nullptr;
};

// A page but for its figures, so that these can be as large as it has room for.
class Page {
 public:
  Page(const Report& report, const PageTests& tests) : report_(report), tests_(tests) {
    text_ =
        page_begin(fmt::format("Tidemark: {}", to_string(report.verdict))) + page_header(report) + "<main>\n";
    text_ += hosts_section(report);
    add_findings();
    text_ += tests_section(report);
    for (const MemoryMap& map : report.maps) text_ += map_section(map, kMostMapTests);
    text_ += groups_section(report) + jobs_section(report) + notes_section(report);
    add_processes();
    text_ += "</main>\n" + data_element(tests.to_json(), " id=\"tests\"") + "\n" +
             page_end(page_scripts({html_assets().script, html_assets().plot_script}));
    pieces_.push_back({std::move(text_)});
  }

  [[nodiscard]] std::string finish() {
    find_sizes();
    std::string html;
    for (const Piece& piece : pieces_) html += piece.text + figure(piece);
    return html;
  }

 private:
  void put_figure(Figure figure, const ProcessReport& process) {
    pieces_.push_back({std::move(text_), figure, &process});
    text_.clear();
  }

  void add_findings() {
    const std::vector<const ProcessReport*> findings = findings_of(report_);
    const std::size_t shown = std::min(findings.size(), kMostFindings);
    const auto groups =
        static_cast<std::size_t>(std::count_if(report_.groups.begin(), report_.groups.end(),
                                               [](const GroupReport& group) { return is_finding(group); }));
    const std::size_t rows = groups + shown;
    text_ += fmt::format("<section id=\"findings\">\n<h2>Findings ({})</h2>\n", groups + findings.size());
    text_ += rows == 0 ? no_finding(report_) : row_headings("finding", finding_columns());
    const auto fold_before = [&](std::size_t row) {
      if (row == kFindingsBeforeFold)
        text_ += fmt::format("<details class=\"fold\">\n<summary>{}</summary>\n",
                             count_of(rows - row, "more finding", "more findings"));
    };
    for (std::size_t i = 0; i < groups; ++i) {
      fold_before(i);
      text_ += group_row(report_.groups[i], flames(report_.groups[i].findings));
    }
    for (std::size_t i = 0; i < shown; ++i) {
      fold_before(groups + i);
      const ProcessReport& process = *findings[i];
      text_ += open_finding_row(process, finding_id(report_, process), rows == 1);
      put_figure(Figure::kFinding, process);
      text_ +=
          finding_facts(process, most_fact_bytes(report_)) + flames(process.findings) + std::string(kRowEnd);
    }
    if (rows > kFindingsBeforeFold) text_ += "</details>\n";
    text_ += left_out(findings.size(), kMostFindings) + "</section>\n";
  }

  std::string flames(std::span<const Finding> findings) {
    const Finding* touched = finding_with_touches(findings);
    if (touched == nullptr || flames_ == kMostFlames) return {};
    return flame_section(*touched, fmt::format("f{}", flames_++));
  }

  void add_processes() {
    const std::size_t all = report_.counts().all();
    const std::size_t shown = std::min(report_.processes.size(), kMostRows);
    text_ += fmt::format("<section id=\"processes\">\n<h2>All processes ({})</h2>\n", all) +
             row_headings("process", process_columns()) + "<div class=\"rows\">\n";
    std::size_t findings = 0;
    for (std::size_t i = 0; i < shown; ++i) {
      const ProcessReport& process = report_.processes[i];
      text_ += open_process_row(process, tests_);
      if (is_finding(process) && ++findings <= kMostFindings)
        text_ += fmt::format("<p><a href=\"#{}\">Its finding, with the evidence</a></p>\n",
                             finding_id(report_, process));
      put_figure(Figure::kProcess, process);
      text_ += fmt::format("<p>{}</p>{}", html_within(reason_of(process), most_fact_bytes(report_)), kRowEnd);
    }
    text_ += "</div>\n" + left_out(all, shown) + "</section>\n";
  }

  [[nodiscard]] std::string figure(const Piece& piece) const {
    if (piece.figure == Figure::kFinding) return finding_figure(*piece.process, tests_, finding_size_);
    return piece.figure == Figure::kProcess ? process_figure(*piece.process, process_size_) : "";
  }

  // Finds the largest figures that the page has room for. Those of all processes get half of what the smallest ones
  // of findings leave; as many are drawn as fit.
  void find_sizes() {
    std::size_t bytes = 0, findings = 0;
    for (const Piece& piece : pieces_) {
      bytes += piece.text.size();
      if (piece.figure != Figure::kFinding) continue;
      bytes += figure(piece).size();
      ++findings;
    }
    const std::size_t room = kMostHtmlBytes - std::min(kMostHtmlBytes, bytes);
    const std::size_t most = findings > 0 ? room / 2 : room;
    find_finding_size(room - find_process_size(most));
  }

  // Returns how much of `room` they take.
  std::size_t find_process_size(std::size_t room) {
    std::size_t left = room, drawn = 0, lines = 0;
    for (Piece& piece : pieces_) {
      if (piece.figure != Figure::kProcess) continue;
      const std::size_t size = drawn < kMostProcessFigures ? figure(piece).size() : 0;
      if (size == 0 || size > left) {
        piece.figure = Figure::kNone;
        continue;
      }
      left -= size;
      ++drawn;
      lines += piece.process->plot->lines.size();
    }
    if (drawn == 0) return 0;
    process_size_.tests = std::clamp(left / 4 / (drawn * kBytesATest), kFewestTests, kMostProcessTests);
    left -= std::min(left, drawn * (process_size_.tests - kFewestTests) * kBytesATest);
    process_size_.points = std::min(kFewestPoints + left / (lines * kBytesADrawnPoint), kMostProcessPoints);
    left -= std::min(left, lines * (process_size_.points - kFewestPoints) * kBytesADrawnPoint);
    return room - left;
  }

  // The tests get a fourth of it at most, for a finding has up to four lines; the points get what is left.
  void find_finding_size(std::size_t left) {
    std::size_t lines = 0;
    for (const Piece& piece : pieces_) {
      if (piece.figure == Figure::kFinding && piece.process->plot) lines += piece.process->plot->lines.size();
    }
    if (lines == 0) return;
    finding_size_.tests = std::clamp(left / (lines * kBytesATest), kFewestTests, kMostTests);
    std::size_t drawn_tests = 0;
    for (const Piece& piece : pieces_) {
      if (piece.figure != Figure::kFinding || !piece.process->plot) continue;
      const ProcessPlot& plot = *piece.process->plot;
      drawn_tests += plot.lines.size() * std::min(finding_size_.tests, plot.tests.size());
    }
    left -= std::min(left, drawn_tests * kBytesATest);
    finding_size_.points = std::min(kFewestPoints + left / (lines * kBytesAPoint), kMostPlotPoints);
  }

  const Report& report_;
  const PageTests& tests_;
  std::string text_;  // since the last piece
  std::vector<Piece> pieces_;
  std::size_t flames_ = 0;
  FigureSize finding_size_{kFewestPoints, kFewestTests};
  FigureSize process_size_{kFewestPoints, kFewestTests};
};

}  // namespace

std::string format_html(const Report& report) {
  const PageTests tests(report.processes);
  return Page(report, tests).finish();
}

}  // namespace tidemark
