#include "analyzer/reports/html/page_sections.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/html/page_rows.hpp"
#include "analyzer/reports/html/page_shell.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/reports/text/kept_tests.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

// Returns "1 leak, 2 suspect" of what grows; nothing where none does.
std::string growing_counts(const VerdictCounts& counts) {
  std::string text;
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
    if (counts[verdict] > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[verdict], to_string(verdict));
  }
  return text;
}

// How many, in one sentence.
std::string lead(const Report& report) {
  const VerdictCounts all = report.counts();
  VerdictCounts groups;
  for (const GroupReport& group : report.groups) groups.add(group.verdict);
  const auto jobs = static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(), is_suspect_job));
  const std::string counts = growing_counts(all);
  std::string html = "<p class=\"lead\">";
  html += counts.empty() ? "no leak" : counts;
  if (jobs > 0) html += fmt::format(" ({})", count_of(jobs, "job", "jobs"));
  html += " among " + count_of(all.judged(), "judged process", "judged processes");
  if (const std::string grow = growing_counts(groups); !grow.empty())
    html += fmt::format("; {} among groups of them", grow);
  if (all[Verdict::kInsufficient] > 0)
    html += fmt::format("; {} insufficient: not judged", all[Verdict::kInsufficient]);
  if (const std::string hosts = hosts_clause(report); !hosts.empty()) html += "; " + hosts;
  return html + "</p>\n";
}

std::string program_row(const ProgramOverHosts& program) {
  constexpr std::size_t kMostHosts = 6;
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}: {}</td></tr>\n", verdict_badge(program.verdict),
                     html_within(describe(program.program), 500), html_within(spread_clause(program), 500),
                     html_within(alerting_hosts_text(program, kMostHosts), 1000));
}

std::string host_row(const std::string& name, const HostSum& host) {
  const std::string grow = growing_counts(host.processes);
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", verdict_badge(host.verdict),
                     html_within(host_name(name), 500), grow.empty() ? "none" : grow,
                     host.processes.judged());
}

// Returns the rows of the first of them, in a table with these headings; says what is left out.
template <typename Values, typename ToRow>
std::string table_of_first(const Values& values, std::string_view headings, ToRow to_row) {
  constexpr std::size_t kMostRows = 200;
  std::string html = fmt::format("<table class=\"hosts\">\n<tr>{}</tr>\n", headings);
  for (std::size_t i = 0; i < std::min(values.size(), kMostRows); ++i) html += to_row(values[i]);
  html += "</table>\n";
  if (values.size() > kMostRows)
    html += fmt::format("<p>{} more are left out here; the JSON report has all.</p>\n",
                        values.size() - kMostRows);
  return html;
}

std::string recording_items(const Report& report) {
  constexpr std::size_t kMostRecordings = 200;
  std::string html;
  for (std::size_t i = 0; i < std::min(report.recordings.size(), kMostRecordings); ++i) {
    const RecordingSummary& recording = report.recordings[i];
    html += fmt::format("<li><code>{}</code> {}", html_within(recording.path, 5000),
                        html_within(recording.host.value_or(""), 1000));
    if (recording.started) {
      html += fmt::format(", {} to {}", format_rfc3339(*recording.started), format_rfc3339(*recording.ended));
    }
    html += fmt::format(", {}</li>\n", count_of(recording.ticks, "tick", "ticks"));
  }
  if (report.recordings.size() > kMostRecordings)
    html += fmt::format("<li>{} more recordings; the JSON report has them</li>\n",
                        report.recordings.size() - kMostRecordings);
  return html;
}

}  // namespace

bool is_finding(const ProcessReport& process) { return is_listed(process) && !is_suspect_job(process); }

bool is_finding(const GroupReport& group) { return group.verdict >= Verdict::kLeak; }

std::string page_header(const Report& report) {
  constexpr std::size_t kMostFiles = 5;
  std::string html =
      fmt::format("<header>\n<h1>Tidemark: {}</h1>\n{}", verdict_badge(report.verdict), lead(report));
  const std::size_t files = report.unreadable.size();
  for (std::size_t i = 0; i < std::min(files, kMostFiles); ++i)
    html +=
        fmt::format("<p class=\"bad\">not judged: {}</p>\n", html_within(report.unreadable[i].cause, 1000));
  if (files > kMostFiles)
    html += fmt::format("<p class=\"bad\">not judged: {}, see the notes</p>\n",
                        count_of(files - kMostFiles, "more file", "more files"));
  return html + "</header>\n";
}

std::string no_finding(const Report& report) {
  if (!report.detectable_bytes_per_second) return "<p>No process grows where it should not.</p>\n";
  return fmt::format("<p>No process grows where it should not. {}</p>\n", clean_worth_sentence(report));
}

std::string hosts_section(const Report& report) {
  if (report.hosts.hosts.size() < 2) return {};
  std::string html = "<section id=\"hosts\">\n<h2>Hosts</h2>\n";
  if (const auto programs = programs_on_hosts(report); !programs.empty())
    html += fmt::format("<p>{}:</p>\n", kHostsHeading) +
            table_of_first(programs, "<th>verdict</th><th>program</th><th>where</th>", program_row);
  const auto hosts = hosts_worst_first(report);
  html +=
      fmt::format("<details class=\"fold\">\n<summary>All {} hosts, worst first</summary>\n", hosts.size()) +
      table_of_first(hosts, "<th>verdict</th><th>host</th><th>processes that grow</th><th>judged</th>",
                     [](const auto* host) { return host_row(host->first, host->second); }) +
      "</details>\n";
  return html + "</section>\n";
}

std::string tests_section(const Report& report) {
  constexpr std::size_t kMostTests = 100;
  const std::vector<const TestReport*> tests = tests_to_tell(report);
  if (tests.empty()) return {};
  std::string rows;
  for (std::size_t i = 0; i < std::min(tests.size(), kMostTests); ++i) {
    const TestReport& test = *tests[i];
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        verdict_badge(test.verdict), html_within(test.test, 1000), test.runs,
                        kept_each_text(test), html_within(process_text(test), 500));
  }
  const std::string more = tests.size() > kMostTests
                               ? fmt::format("<p>{} more are left out here; the JSON report has all.</p>\n",
                                             tests.size() - kMostTests)
                               : "";
  return fmt::format(
      "<section id=\"kept\">\n<h2>{}</h2>\n<table "
      "class=\"kept\">\n<tr><th>verdict</th><th>test</th><th>runs</th><th>kept "
      "each</th>"
      "<th>in</th></tr>\n{}</table>\n{}</section>\n",
      kKeptHeading, rows, more);
}

std::string groups_section(const Report& report) {
  std::string rows;
  std::size_t groups = 0;
  for (const GroupReport& group : report.groups) {
    if (is_finding(group)) continue;
    rows += group_row(group);
    ++groups;
  }
  if (groups == 0) return {};
  return fmt::format(
      "<details class=\"fold\" id=\"groups\">\n<summary>{}, suspect at most</summary>\n{}{}</details>\n",
      count_of(groups, "group of processes", "groups of processes"),
      row_headings("finding", finding_columns()), rows);
}

std::string jobs_section(const Report& report) {
  std::string items;
  for (const SuspectJobs& jobs : suspect_jobs(report))
    items += fmt::format("<li>{}</li>\n", html_within(jobs.line, 1000));
  if (!items.empty()) items += fmt::format("<li>next: {}</li>\n", kSuspectJobsAdvice);
  const auto jobs = std::count_if(report.processes.begin(), report.processes.end(), is_suspect_job);
  return folded_list("jobs", fmt::format("Suspect: {} {}", jobs, kSuspectJobsHeading), items);
}

std::string notes_section(const Report& report) {
  std::string items = recording_items(report);
  if (report.detectable_bytes_per_second) {
    items += fmt::format("<li>{}</li>\n", clean_worth_sentence(report));
  }
  for (const std::string& limit : report.limits)
    items += fmt::format("<li>limit of {}</li>\n", html_within(limit, 5000));
  for (const std::string& note : report.notes) items += fmt::format("<li>{}</li>\n", html_within(note, 5000));
  items += "<li>VIRT, RES and SHR are what top calls them; times are UTC</li>\n";
  const std::string recordings = report.recordings.size() == 1 ? "Recording" : "Recordings";
  return folded_list("notes",
                     report.notes.empty() ? recordings + " and limits"
                                          : fmt::format("{}, limits and {}", recordings,
                                                        count_of(report.notes.size(), "note", "notes")),
                     items);
}

}  // namespace tidemark
