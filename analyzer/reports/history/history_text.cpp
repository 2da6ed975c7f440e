#include <fmt/core.h>

#include <set>

#include "analyzer/reports/history/history_forms.hpp"
#include "analyzer/reports/history/history_words.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 30;

std::string printable_wrapped(const std::string& text, std::string_view first, std::string_view rest) {
  return wrap(disarm_ci_commands(printable(text)), first, rest);
}

std::string change_lines(const HistoryReport& report, const SubjectChange& change) {
  const SubjectHistory& subject = report.subjects[change.subject];
  return printable_wrapped(fmt::format("{} {}", describe(subject.subject), change_clause(report, change)),
                           "    ", "      ") +
         printable_wrapped(fmt::format("({})", evidence_text(report, change)), "      ", "       ") +
         fmt::format("      {}\n", blocks_of(report, subject.series[change.series]));
}

std::string changes_section(const HistoryReport& report) {
  std::string text, heading;
  for (const SubjectChange& change : report.changes) {
    const HistoryRun& run = report.runs[change.change.since];
    std::string next = fmt::format("{} ({}): {}{}", revision_text(report, change.change), day_of(run),
                                   change_word(change.change), change.is_new ? ", new" : "");
    if (next != heading) text.append("\n").append(printable_wrapped(next, "  ", "    "));
    heading = std::move(next);
    text += change_lines(report, change);
  }
  return text.empty() ? "\nNo change so far.\n" : fmt::format("\nChanges, the newest first\n{}", text);
}

std::string subject_line(const HistoryReport& report, std::size_t subject) {
  const RunSeries& series = shown_series(report, subject);
  return fmt::format("  {}  {:>16}  {}\n",
                     pad(printable(describe(report.subjects[subject].subject)), kNameWidth),
                     amount_text(series, series.values.back()), blocks_of(report, series));
}

}  // namespace

std::string format_history_text(const HistoryReport& report) {
  std::string text = printable_wrapped(fmt::format("History: {}", verdict_text(report)), "", "  ") +
                     printable_wrapped(runs_text(report), "", "  ") + changes_section(report);
  text +=
      fmt::format("\nFrom run to run\n  {}  {:>16}\n", pad("program, test or group", kNameWidth), "newest");
  for (std::size_t i = 0; i < report.subjects.size(); ++i) text += subject_line(report, i);
  return text;
}

}  // namespace tidemark
