#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/reports/history/history_forms.hpp"
#include "analyzer/reports/history/history_pictures.hpp"
#include "analyzer/reports/history/history_script.hpp"
#include "analyzer/reports/history/history_words.hpp"
#include "analyzer/reports/html/finding_figure.hpp"
#include "analyzer/reports/html/html_assets.hpp"
#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/html/page_rows.hpp"
#include "analyzer/reports/html/page_shell.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

// The newest changes and the first programs are shown, and what is left out is said.
constexpr std::size_t kMostChanges = 200;
constexpr std::size_t kMostSubjects = 500;
constexpr std::size_t kMostNameBytes = 300;
constexpr std::size_t kMostTextBytes = 2000;
constexpr std::size_t kMostOpen = 5;

// Without uPlot the pictures stay as they are drawn.
bool has_scripts() { return !html_assets().uplot_script.empty(); }

std::string_view colour_of(const SubjectChange& change) {
  if (!change.change.stays()) return "suspect";
  return change.change.is_rise() ? "leak" : "clean";
}

// The drawn picture, and behind it what the script draws in its place.
std::string picture_of(const HistoryReport& report, std::size_t subject, const RunSeries& series) {
  const RunsPlot plot = runs_plot_of(report, subject, series);
  const std::string label = plot.heading + " of " + describe(report.subjects[subject].subject);
  return fmt::format("<div class=\"drawn\">{}</div>{}\n", draw_runs(plot, label),
                     has_scripts() ? data_element(plot_data(report, subject, series), "") : "");
}

std::string change_row(const HistoryReport& report, const SubjectChange& change, bool is_open) {
  const SubjectHistory& subject = report.subjects[change.subject];
  const RunSeries& series = subject.series[change.series];
  const std::string name = describe(subject.subject);
  return fmt::format(
      "<details class=\"row history\"{}>\n<summary><strong class=\"verdict {}\">{}</strong> <span "
      "class=\"name\">{}</span> <span class=\"pid\"><small>since </small>{}</span> <span "
      "class=\"outline\">{}</span> "
      "<span class=\"rate\">{} → {}</span></summary>\n<div class=\"unfolded\">\n<p>{} {}: {} ({}).</p>\n{}{}",
      is_open ? " open" : "", colour_of(change), change_word(change.change),
      html_within(name, kMostNameBytes), html_within(revision_text(report, change.change), kMostNameBytes),
      draw_runs_outline(runs_plot_of(report, change.subject, series)),
      amount_text(series, change.change.before), amount_text(series, change.change.after),
      change.change.stays() ? "Since" : "At",
      html_within(fmt::format("{} of {}", revision_text(report, change.change),
                              day_of(report.runs[change.change.since])),
                  kMostNameBytes),
      html_within(name + " " + change_clause(report, change), kMostTextBytes),
      html_within(evidence_text(report, change), kMostTextBytes), picture_of(report, change.subject, series),
      kRowEnd);
}

std::string changes_section(const HistoryReport& report) {
  std::string rows;
  std::size_t open = 0;
  for (std::size_t i = 0; i < std::min(report.changes.size(), kMostChanges); ++i) {
    const SubjectChange& change = report.changes[i];
    const bool is_to_look_at = is_for_worse(change.change) || change.change.kind == LevelChange::Kind::kOdd;
    const bool is_open = is_to_look_at && open < kMostOpen;
    if (is_open) ++open;
    rows += change_row(report, change, is_open);
  }
  std::string html = fmt::format("<section id=\"changes\">\n<h2>Changes ({})</h2>\n", report.changes.size());
  html += rows.empty() ? "<p>Nothing has changed so far.</p>\n"
                       : row_headings("history", {"memory", "program, test or group", "since revision",
                                                  "from run to run", "before → since"}) +
                             rows;
  if (report.changes.size() > kMostChanges) {
    html += fmt::format("<p>{} older ones are left out here; the JSON report has all.</p>\n",
                        report.changes.size() - kMostChanges);
  }
  return html + "</section>\n";
}

std::string subject_row(const HistoryReport& report, std::size_t index) {
  const SubjectHistory& subject = report.subjects[index];
  const RunSeries& shown = shown_series(report, index);
  const std::string name = describe(subject.subject);
  std::string pictures = picture_of(report, index, shown);
  for (const RunSeries& series : subject.series) {
    const bool is_other = series.quantity != shown.quantity && series.metric == shown.metric;
    if (is_other) pictures += picture_of(report, index, series);
  }
  return fmt::format(
      "<details class=\"row subject\">\n<summary><span class=\"name\">{}</span> <span "
      "class=\"outline\">{}</span> <span "
      "class=\"rate\"><small>{} </small>{}</span></summary>\n<div class=\"unfolded\">\n{}{}",
      html_within(name, kMostNameBytes), draw_runs_outline(runs_plot_of(report, index, shown)),
      heading_of(shown), amount_text(shown, shown.values.back()), pictures, kRowEnd);
}

std::string subjects_section(const HistoryReport& report) {
  std::string html =
      fmt::format("<section id=\"subjects\">\n<h2>From run to run ({})</h2>\n", report.subjects.size()) +
      row_headings("subject", {"program, test or group", "all runs", "newest"});
  const std::size_t shown = std::min(report.subjects.size(), kMostSubjects);
  for (std::size_t i = 0; i < shown; ++i) html += subject_row(report, i);
  if (shown < report.subjects.size()) {
    html += fmt::format("<p>{} more are left out here; the JSON report has all.</p>\n",
                        report.subjects.size() - shown);
  }
  return html + "</section>\n";
}

std::string runs_list(const HistoryReport& report) {
  std::string items;
  std::for_each(report.runs.rbegin(), report.runs.rend(), [&](const HistoryRun& run) {
    items += fmt::format("<li>{} ({}), {}: {}</li>\n", html_within(run.revision, kMostNameBytes), day_of(run),
                         to_string(run.verdict), html_within(run.shown.source, kMostNameBytes));
  });
  return folded_list("runs", "The runs, the newest first", items);
}

struct Headline {
  std::string_view colour;
  std::string_view words;
};

Headline headline_of(const HistoryReport& report) {
  if (report.is_worse()) return {"leak", "needs more"};
  if (!report.has_enough_runs()) return {"insufficient", "too few runs"};
  if (report.is_odd()) return {"suspect", "odd"};
  return {"clean", "as before"};
}

std::string scripts_of(const HistoryReport& report) {
  if (!has_scripts()) return {};
  return data_element(runs_data(report), " id=\"runs-shown\"") + "\n" + page_scripts({kHistoryScript});
}

}  // namespace

std::string format_history_html(const HistoryReport& report) {
  const Headline headline = headline_of(report);
  return page_begin("Tidemark: history of " + report.branch) +
         fmt::format("<style>{}</style>\n", kHistoryStyle) +
         fmt::format(
             "<header>\n<h1>Tidemark: history of {} <strong class=\"verdict {}\">{}</strong></h1>\n<p "
             "class=\"lead\">{}</p>\n<p>{}</p>\n</header>\n<main>\n{}{}{}</main>\n",
             html_within(report.branch, kMostNameBytes), headline.colour, headline.words,
             html_within(verdict_text(report), kMostTextBytes),
             html_within(runs_text(report), kMostTextBytes), changes_section(report),
             subjects_section(report), runs_list(report)) +
         page_end(scripts_of(report));
}

}  // namespace tidemark
