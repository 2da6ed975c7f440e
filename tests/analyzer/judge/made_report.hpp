#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;

// Printable and not, valid and not: what a recorded name can do to a reader of a report. What a recording
// holds is escaped already; a report has to stand what is not, too.
inline const std::vector<std::string> kHostileNames{
    "]]><script>alert(1)</script>",
    "a\"b'c<d>&e;&amp;",
    "pipe|tick`tick``\\|end\\",
    "line\nfeed\r\ttab\x01\x1b[31m\x7f",
    "\xff\xfe not UTF-8 \xc3",
    "smile \xF0\x9F\x98\x80 \xEF\xBF\xBF \xEF\xBF\xBE \xE2\x80\xAE",
    "::error::@octocat #1 *b* _i_ [l](x) <!-- $a$ http://x.y",
    "{}% s,\\n\\x0A",
    "",
};

inline Finding made_finding(Metric metric, Verdict verdict) {
  Finding finding;
  finding.detector = "growth";
  finding.metric = metric;
  finding.verdict = verdict;
  finding.reason = "grows throughout";
  const WallTime start = *parse_rfc3339("2026-11-20T10:00:00Z");
  finding.window = {start, start + std::chrono::seconds(60), 60.0, 61};
  finding.first_bytes = 100 * kMebibyte;
  finding.last_bytes = 160 * kMebibyte;
  finding.slope_bytes_per_second = kMebibyte;
  finding.line_end_bytes = 160 * kMebibyte;
  finding.slope_low = 0.9 * kMebibyte;
  finding.slope_high = 1.1 * kMebibyte;
  finding.r_squared = 0.999;
  finding.p_value = 2e-11;
  finding.seconds_to_limit = 3500.0;
  finding.soonest_to_limit = 3400.0;
  finding.latest_to_limit = 3600.0;
  finding.limit_bytes = 4096 * kMebibyte;
  finding.cause = "heap growth";
  finding.cause_reason = "anon grows along";
  return finding;
}

// A process with this verdict, and a finding where that is one of growth.
inline ProcessReport made_process(const std::string& name, Verdict verdict, std::int64_t pid = 42) {
  ProcessReport process;
  process.pid = pid;
  process.name = name;
  process.command = name + " --serve";
  process.program = {name, {}, {}};
  process.verdict = verdict;
  process.reason = verdict >= Verdict::kSuspect ? "vm_size: grows throughout" : "holds still";
  process.started = *parse_rfc3339("2026-11-20T10:00:00Z");
  process.ended = *parse_rfc3339("2026-11-20T10:01:00Z");
  process.samples = 61;
  if (verdict >= Verdict::kSuspect) process.findings = {made_finding(Metric::kVmSize, verdict)};
  return process;
}

// A report of these processes, which are the worst first.
inline Report made_report(std::vector<ProcessReport> processes) {
  Report report;
  if (!processes.empty()) report.verdict = processes.front().verdict;
  RecordingSummary recording;
  recording.path = "night.tidemark";
  recording.sessions = 1;
  recording.host = "testhost";
  recording.interval_seconds = 1.0;
  recording.started = *parse_rfc3339("2026-11-20T10:00:00.5Z");
  recording.ended = *parse_rfc3339("2026-11-20T10:01:00Z");
  recording.ticks = 61;
  recording.processes = processes.size();
  report.recordings = {recording};
  report.limits = {"vm_size: 4.00 GiB, MemTotal"};
  report.processes = std::move(processes);
  return report;
}

// A report in which every verdict comes with every hostile name, in all that is recorded.
inline Report hostile_report() {
  std::vector<ProcessReport> processes;
  for (const Verdict verdict :
       {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect, Verdict::kClean, Verdict::kInsufficient}) {
    for (const std::string& name : kHostileNames) {
      ProcessReport process = made_process(name, verdict);
      process.program.script = name;
      process.reason = "a program named " + name;
      if (!process.findings.empty()) process.findings[0].marked_tests = {name, "second " + name};
      processes.push_back(process);
    }
  }
  Report report = made_report(processes);
  for (const std::string& name : kHostileNames) {
    report.groups.push_back({"program",
                             name,
                             Verdict::kLeak,
                             "its processes, " + name,
                             {made_finding(Metric::kAnon, Verdict::kLeak)}});
  }
  for (const std::string& name : kHostileNames)
    report.tests.push_back({name, 3, 6 * kMebibyte, true, Verdict::kLeak, 42, "program " + name});
  report.recordings[0].path = kHostileNames[4];
  report.recordings[0].host = kHostileNames[1];
  for (const std::string& name : kHostileNames) report.notes.push_back(name);
  return report;
}

}  // namespace tidemark::testing
