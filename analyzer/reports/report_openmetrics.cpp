#include "analyzer/reports/report_openmetrics.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/reports/text/kept_tests.hpp"
#include "analyzer/text/openmetrics_text.hpp"

namespace tidemark {
namespace {

std::string verdicts(const Report& report) {
  MetricFamily verdict("tidemark_verdict", "", "Whether this is the verdict on the recordings.");
  MetricFamily processes("tidemark_processes", "", "Processes that were judged so.");
  const VerdictCounts counts = report.counts();
  for (const Verdict each : kVerdictsWorstFirst) {
    const MetricLabels labels{{"verdict", std::string(to_string(each))}};
    verdict.add(labels, report.verdict == each ? 1.0 : 0.0);
    processes.add(labels, static_cast<double>(counts[each]));
  }
  return verdict.text() + processes.text();
}

// Where there are several.
std::string hosts(const Report& report) {
  if (report.hosts.hosts.size() < 2) return {};
  MetricFamily hosts("tidemark_hosts", "", "Hosts on which this is the worst verdict.");
  VerdictCounts counts;
  for (const auto& [name, host] : report.hosts.hosts) counts.add(host.verdict);
  for (const Verdict each : kVerdictsWorstFirst)
    hosts.add({{"verdict", std::string(to_string(each))}}, static_cast<double>(counts[each]));
  MetricFamily programs("tidemark_program_leaking_hosts", "", "Hosts on which a program leaks.");
  for (const ProgramOverHosts& program : programs_on_hosts(report))
    programs.add({{"program", describe(program.program)}}, static_cast<double>(program.alerting.size()));
  return hosts.text() + programs.text();
}

std::optional<double> unix_seconds(const std::optional<WallTime>& time) {
  if (!time) return std::nullopt;
  return std::chrono::duration<double>(
             std::chrono::floor<std::chrono::milliseconds>(time->time_since_epoch()))
      .count();
}

std::string recordings(const Report& report) {
  MetricFamily started("tidemark_recording_start_timestamp_seconds", "seconds", "First scan, Unix time.");
  MetricFamily ended("tidemark_recording_end_timestamp_seconds", "seconds", "Last scan, Unix time.");
  MetricFamily interval("tidemark_recording_interval_seconds", "seconds", "Time from scan to scan.");
  MetricFamily ticks("tidemark_recording_ticks", "", "Scans of all processes.");
  MetricFamily processes("tidemark_recording_processes", "", "Processes seen.");
  std::set<std::string> paths;
  for (const RecordingSummary& recording : report.recordings) {
    if (!paths.insert(recording.path).second) continue;
    const MetricLabels labels{{"recording", recording.path}, {"host", recording.host.value_or("")}};
    started.add(labels, unix_seconds(recording.started));
    ended.add(labels, unix_seconds(recording.ended));
    interval.add(labels, recording.interval_seconds);
    ticks.add(labels, static_cast<double>(recording.ticks));
    processes.add(labels, static_cast<double>(recording.processes));
  }
  return started.text() + ended.text() + interval.text() + ticks.text() + processes.text();
}

// All lives of one program; of an interpreter, of one script. PIDs would give each run series of its own.
struct Program {
  MetricLabels labels;
  std::vector<const ProcessReport*> processes;  // worst first
};

std::vector<Program> programs_of(const Report& report) {
  std::map<std::pair<std::string, std::optional<std::string>>, std::size_t> places;
  std::vector<Program> programs;
  for (const ProcessReport& process : report.processes) {
    const std::string name = describe(process.program);
    const auto [place, is_new] = places.try_emplace({name, process.host}, programs.size());
    if (is_new) programs.push_back({{{"program", name}}, {}});
    if (is_new && process.host) programs.back().labels.push_back({"host", *process.host});
    programs[place->second].processes.push_back(&process);
  }
  return programs;
}

std::optional<double> largest_resident(const Program& program) {
  std::optional<double> largest;
  for (const ProcessReport* process : program.processes)
    largest = std::max(largest, process->memory.resident);
  return largest;
}

std::string programs_text(const std::vector<Program>& programs) {
  MetricFamily verdict(
      "tidemark_program_verdict", "",
      "The worst verdict on its lives: 0 insufficient, 1 clean, 2 suspect, 3 leak, 4 critical.");
  MetricFamily lives("tidemark_program_lives", "", "Its processes.");
  MetricFamily resident("tidemark_program_resident_bytes", "bytes",
                        "What the largest of them held at its end.");
  for (const Program& program : programs) {
    verdict.add(program.labels, static_cast<double>(program.processes.front()->verdict));
    lives.add(program.labels, static_cast<double>(program.processes.size()));
    resident.add(program.labels, largest_resident(program));
  }
  return verdict.text() + lives.text() + resident.text();
}

// Returns one sample for each program, metric and detector, by `figure`. Of several findings the worst counts, which is
// the first of the worst process; suppressed ones do not count.
template <typename Figure>
void add_findings(const std::vector<Program>& programs, Figure&& figure, MetricFamily& family) {
  for (const Program& program : programs) {
    std::set<std::pair<std::string, Metric>> told;
    for (const ProcessReport* process : program.processes) {
      for (const Finding& finding : process->findings) {
        if (finding.suppressed || !told.insert({finding.detector, finding.metric}).second) continue;
        MetricLabels labels = program.labels;
        labels.push_back({"metric", std::string(to_string(finding.metric))});
        labels.push_back({"detector", finding.detector});
        family.add(labels, figure(finding));
      }
    }
  }
}

// A figure of findings, and its unit.
struct Figure {
  std::string_view name;
  std::string_view unit;
  std::string_view help;
  std::optional<double> (*of)(const Finding& finding);
};

constexpr std::array kFigures{
    Figure{"tidemark_finding_slope_bytes_per_second", "bytes_per_second", "How fast the metric grows.",
           [](const Finding& finding) { return std::optional(finding.slope_bytes_per_second); }},
    Figure{"tidemark_finding_slope_low_bytes_per_second", "bytes_per_second",
           "Lower end of the slope's 95 % interval.",
           [](const Finding& finding) { return finding.slope_low; }},
    Figure{"tidemark_finding_slope_high_bytes_per_second", "bytes_per_second",
           "Upper end of the slope's 95 % interval.",
           [](const Finding& finding) { return finding.slope_high; }},
    Figure{"tidemark_finding_first_bytes", "bytes", "Where the growth starts.",
           [](const Finding& finding) { return std::optional(finding.first_bytes); }},
    Figure{"tidemark_finding_last_bytes", "bytes", "Where the growth ends.",
           [](const Finding& finding) { return std::optional(finding.last_bytes); }},
    Figure{"tidemark_finding_limit_bytes", "bytes", "Where memory runs out.",
           [](const Finding& finding) { return finding.limit_bytes; }},
    Figure{"tidemark_finding_to_limit_seconds", "seconds", "Time until the limit is reached.",
           [](const Finding& finding) { return finding.seconds_to_limit; }},
    Figure{"tidemark_finding_soonest_to_limit_seconds", "seconds",
           "Time to the limit at the upper end of the slope's interval.",
           [](const Finding& finding) { return finding.soonest_to_limit; }},
    Figure{"tidemark_finding_latest_to_limit_seconds", "seconds",
           "Time to the limit at the lower end of the slope's interval.",
           [](const Finding& finding) { return finding.latest_to_limit; }},
    Figure{"tidemark_finding_window_start_timestamp_seconds", "seconds",
           "Since when the growth was seen, Unix time.",
           [](const Finding& finding) { return unix_seconds(finding.window.start); }},
    Figure{"tidemark_finding_window_seconds", "seconds", "Time that the growth was seen for.",
           [](const Finding& finding) { return std::optional(finding.window.seconds); }},
    Figure{"tidemark_finding_window_samples", "", "Samples that the growth was seen in.",
           [](const Finding& finding) { return std::optional(static_cast<double>(finding.window.samples)); }},
    Figure{"tidemark_finding_r_squared_ratio", "ratio", "How well a line fits the growth.",
           [](const Finding& finding) { return finding.r_squared; }},
    Figure{"tidemark_finding_p_value_ratio", "ratio", "How likely chance alone would show such a trend.",
           [](const Finding& finding) { return finding.p_value; }},
};

std::string findings(const std::vector<Program>& programs) {
  std::string text;
  for (const Figure& figure : kFigures) {
    MetricFamily family(figure.name, figure.unit, figure.help);
    add_findings(programs, figure.of, family);
    text += family.text();
  }
  return text;
}

std::string groups(const Report& report) {
  MetricFamily verdict("tidemark_group_verdict", "",
                       "The verdict on a group of processes: 2 suspect, 3 leak, 4 critical.");
  MetricFamily held("tidemark_group_last_bytes", "bytes", "What the group held at the end.");
  std::set<std::tuple<std::string, std::string, std::string>> told;
  for (const GroupReport& group : report.groups) {
    MetricLabels labels{{"kind", group.kind}, {"group", group.name}};
    if (group.host) labels.push_back({"host", *group.host});
    if (!told.insert({group.kind, group.name, group.host.value_or("")}).second) continue;
    verdict.add(labels, static_cast<double>(group.verdict));
    if (!group.findings.empty() && group.findings.front().metric != Metric::kCount)
      held.add(labels, group.findings.front().last_bytes);
  }
  return verdict.text() + held.text();
}

// By what a test did to the process that it did most to.
std::string tests(const Report& report) {
  MetricFamily verdict("tidemark_test_verdict", "",
                       "The verdict on what a test left behind: 2 suspect, 3 leak.");
  MetricFamily kept("tidemark_test_kept_bytes", "bytes", "What was kept after each of its runs.");
  for (const TestReport* test : tests_to_tell_once(report)) {
    const MetricLabels labels{{"test", test->test}};
    verdict.add(labels, static_cast<double>(test->verdict));
    kept.add(labels, test->kept_each_bytes());
  }
  return verdict.text() + kept.text();
}

}  // namespace

std::string format_openmetrics(const Report& report) {
  const std::vector<Program> programs = programs_of(report);
  return verdicts(report) + hosts(report) + recordings(report) + programs_text(programs) +
         findings(programs) + groups(report) + tests(report) + "# EOF\n";
}

}  // namespace tidemark
