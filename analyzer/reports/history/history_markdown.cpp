#include <fmt/core.h>

#include "analyzer/reports/history/history_forms.hpp"
#include "analyzer/reports/history/history_words.hpp"
#include "analyzer/text/markdown_text.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostNameWidth = 60;

std::string_view sign_of(const SubjectChange& change) {
  if (!change.change.stays()) return "🟡";
  return change.change.is_rise() ? "🔴" : "🟢";
}

std::string_view sign_of(const HistoryReport& report) {
  if (report.is_worse()) return "🔴";
  if (!report.has_enough_runs()) return "⚪";
  return report.is_odd() ? "🟡" : "🟢";
}

std::string row(const HistoryReport& report, const SubjectChange& change) {
  const SubjectHistory& subject = report.subjects[change.subject];
  const RunSeries& series = subject.series[change.series];
  return fmt::format("| {} {}{} | {} | {} | {} | {} | {} |\n", sign_of(change), change_word(change.change),
                     change.is_new ? ", new" : "", markdown_code(revision_text(report, change.change)),
                     markdown_code(shorten(describe(subject.subject), kMostNameWidth)),
                     escape_markdown(change_clause(report, change)),
                     escape_markdown(evidence_text(report, change)), blocks_of(report, series));
}

}  // namespace

std::string format_history_markdown(const HistoryReport& report, std::size_t most_bytes) {
  constexpr std::size_t kNoticeBytes = 200;
  const std::string_view sign = sign_of(report);
  BoundedText text(fmt::format("## {} Tidemark: {}\n\n{}\n", sign, escape_markdown(verdict_text(report)),
                               escape_markdown(runs_text(report))),
                   most_bytes);
  if (report.changes.empty()) {
    text.append("\nNo change so far.\n", 0);
    return text.text();
  }
  text.append(
      "\n| memory | since revision | program, test or group | | sure of it | from run to run "
      "|\n|---|---|---|---|---|---|\n",
      0);
  bool fits = true;
  for (const SubjectChange& change : report.changes)
    fits = fits && text.append(row(report, change), kNoticeBytes);
  if (!fits) text.append("\n**Cut to fit:** the JSON report has all changes.\n", 0);
  return text.text();
}

}  // namespace tidemark
