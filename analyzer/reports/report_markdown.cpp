#include "analyzer/reports/report_markdown.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/reports/text/kept_tests.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
#include "analyzer/text/markdown_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostNameWidth = 60;

std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCritical:
    case Verdict::kLeak:
      return "🔴";
    case Verdict::kSuspect:
      return "🟡";
    case Verdict::kClean:
      return "🟢";
    case Verdict::kInsufficient:
      return "⚪";
  }
  return "";
}

std::string name_of(const ProcessReport& process) {
  return markdown_code(shorten(describe(process.program), kMostNameWidth));
}

// Returns "42" or, where there is more than one host, "42 on alpha".
std::string with_host(const ProcessReport& process) {
  return fmt::format("{}{}", process.pid, escape_markdown(on_host(process)));
}

std::string heading(const Report& report) {
  const VerdictCounts all = report.counts();
  std::string counts;
  for (const Verdict verdict : kVerdictsWorstFirst) {
    if (all[verdict] > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", all[verdict], to_string(verdict));
  }
  const std::string hosts = hosts_clause(report);
  return fmt::format("## {} Tidemark: {}\n\nProcesses: {}{}\n", sign_of(report.verdict),
                     to_string(report.verdict), counts.empty() ? "none" : counts,
                     hosts.empty() ? "" : "; " + hosts);
}

// Programs that leak on several hosts.
std::string programs_table(const Report& report) {
  constexpr std::size_t kMostPrograms = 20;
  constexpr std::size_t kMostHosts = 5;
  const std::vector<ProgramOverHosts> programs = programs_on_hosts(report);
  if (programs.empty()) return {};
  std::string text =
      fmt::format("\n{}:\n\n| | program | where | hosts |\n|---|---|---|---|\n", kHostsHeading);
  for (std::size_t i = 0; i < std::min(programs.size(), kMostPrograms); ++i) {
    const ProgramOverHosts& program = programs[i];
    text += fmt::format("| {} {} | {} | {} | {} |\n", sign_of(program.verdict), to_string(program.verdict),
                        markdown_code(shorten(describe(program.program), kMostNameWidth)),
                        escape_markdown(spread_clause(program)),
                        escape_markdown(alerting_hosts_text(program, kMostHosts)));
  }
  if (programs.size() > kMostPrograms)
    text += fmt::format("\n{} more programs are left out here; the JSON report has them.\n",
                        programs.size() - kMostPrograms);
  return text;
}

constexpr std::string_view kTableHead =
    "\n| | process | PID | metric | start → end | how fast | to limit | over its life |\n"
    "|---|---|---:|---|---|---:|---:|---|\n";

std::string table_row(const ProcessReport& process) {
  const std::string front = fmt::format("| {} {} | {} | {} |", sign_of(process.verdict),
                                        to_string(process.verdict), name_of(process), with_host(process));
  const Finding* const told = told_finding(process);
  if (told == nullptr) return front + " | | | | |\n";
  const Finding& finding = *told;
  return fmt::format("{} {} | {} → {} | {} | {} | {} |\n", front, to_string(finding.metric),
                     format_size(finding.first_bytes), format_size(finding.last_bytes),
                     finding.metric == Metric::kCount ? "" : plain_rate(finding.slope_bytes_per_second),
                     finding.seconds_to_limit ? format_seconds(*finding.seconds_to_limit) : "",
                     draw_sparkline(finding.sparkline));
}

std::string group_line(const GroupReport& group) {
  return fmt::format("\n{} {}: the {} {}{}: {}\n", sign_of(group.verdict), to_string(group.verdict),
                     group.kind, markdown_code(shorten(group.name, kMostNameWidth)),
                     escape_markdown(on_host(group)), escape_markdown(group.reason));
}

std::string jobs_paragraph(const Report& report) {
  std::string text;
  for (const SuspectJobs& jobs : suspect_jobs(report)) text += "; " + escape_markdown(jobs.line);
  if (text.empty()) return {};
  return fmt::format("\n{} suspect, {}: {}. Next: {}\n", sign_of(Verdict::kSuspect), kSuspectJobsHeading,
                     text.substr(2), kSuspectJobsAdvice);
}

constexpr std::size_t kMostTests = 20;

std::string tests_table(const Report& report) {
  const std::vector<const TestReport*> tests = tests_to_tell(report);
  if (tests.empty()) return {};
  std::string text =
      fmt::format("\n{}:\n\n| | test | runs | kept each | in |\n|---|---|---:|---:|---|\n", kKeptHeading);
  for (std::size_t i = 0; i < std::min(tests.size(), kMostTests); ++i) {
    const TestReport& test = *tests[i];
    text += fmt::format("| {} {} | {} | {} | {} | {} |\n", sign_of(test.verdict), to_string(test.verdict),
                        markdown_code(shorten(test.test, kMostNameWidth)), test.runs, kept_each_text(test),
                        markdown_code(shorten(process_text(test), kMostNameWidth)));
  }
  if (tests.size() > kMostTests)
    text += fmt::format("\n{} more tests are left out here; the JSON report has them.\n",
                        tests.size() - kMostTests);
  return text;
}

std::string process_details(const ProcessReport& process) {
  std::string lines;
  for (const AlertFact& fact : alert_facts(process)) {
    lines +=
        markdown_bullet(fact.label, fact.is_code ? markdown_code(fact.text) : escape_markdown(fact.text));
  }
  return markdown_folded(fmt::format("{} {} (PID {}): {}", sign_of(process.verdict), name_of(process),
                                     with_host(process), to_string(process.verdict)),
                         lines);
}

std::string recording_details(const Report& report) {
  constexpr std::size_t kMostRecordings = 50;
  std::string lines;
  for (std::size_t i = 0; i < std::min(report.recordings.size(), kMostRecordings); ++i) {
    const RecordingSummary& recording = report.recordings[i];
    const std::string span = recording.started ? fmt::format("{} to {}", format_rfc3339(*recording.started),
                                                             format_rfc3339(*recording.ended))
                                               : "no tick";
    lines += markdown_bullet("recording", fmt::format("{} {} {}", markdown_code(recording.path),
                                                      escape_markdown(recording.host.value_or("")), span));
  }
  if (report.recordings.size() > kMostRecordings)
    lines +=
        markdown_bullet("recordings", fmt::format("{} more", report.recordings.size() - kMostRecordings));
  for (const std::string& limit : report.limits) lines += markdown_bullet("limit of", escape_markdown(limit));
  for (const std::string& note : report.notes) lines += markdown_bullet("note", escape_markdown(note));
  return lines.empty() ? lines : markdown_folded("Recordings, limits and notes", lines);
}

// Appends what `write` returns for each process, in order, as far as there is room.
//
// Returns  how many were left out
template <typename Write>
std::size_t append_each(const std::vector<const ProcessReport*>& processes, Write&& write,
                        std::size_t reserve, BoundedText& text) {
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if (!text.append(write(*processes[i]), reserve)) return processes.size() - i;
  }
  return 0;
}

}  // namespace

std::string format_markdown(const Report& report, std::size_t most_bytes) {
  constexpr std::size_t kNoticeBytes = 200;
  std::vector<const ProcessReport*> growing;
  std::vector<const ProcessReport*> told;  // the suppressed ones, too
  for (const ProcessReport& process : report.processes) {
    if (is_suspect_job(process)) continue;
    if (process.verdict >= Verdict::kSuspect) growing.push_back(&process);
    if (is_listed(process)) told.push_back(&process);
  }
  BoundedText text(heading(report), most_bytes);
  text.append(programs_table(report), most_bytes / 2);
  std::size_t rows_missing = 0;
  if (!growing.empty()) {
    text.append(kTableHead, 0);
    // The details tell more than the table, so half is left for them.
    rows_missing = append_each(growing, table_row, most_bytes / 2, text);
  }
  for (const GroupReport& group : report.groups) text.append(group_line(group), most_bytes / 4);
  text.append(tests_table(report), most_bytes / 4);
  text.append(jobs_paragraph(report), most_bytes / 4);
  const std::size_t details_missing = append_each(told, process_details, most_bytes / 8, text);
  const bool has_recordings = text.append(recording_details(report), kNoticeBytes);
  if (rows_missing > 0 || details_missing > 0 || !has_recordings) {
    text.append(
        fmt::format("\n**Cut to fit:** {} rows and the details of {} processes are missing{}; the text "
                    "and JSON reports have them.\n",
                    rows_missing, details_missing, has_recordings ? "" : ", and the notes"),
        0);
  }
  return text.text();
}

}  // namespace tidemark
