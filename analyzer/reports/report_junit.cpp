#include "analyzer/reports/report_junit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/reports/text/kept_tests.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/reports/unique_names.hpp"
#include "analyzer/text/junit_text.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/xml_text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostLines = 20;  // of a message: what a merge request's widget shows without scrolling
constexpr std::size_t kMostRecordings = 1000;
constexpr std::size_t kMostCases = 5000;  // of one suite
// The classes of cases: of a process, and of the recordings as a whole.
constexpr std::string_view kProcessClass = "tidemark.memory";
constexpr std::string_view kGroupClass = "tidemark.group";
constexpr std::string_view kTestClass = "tidemark.test";
constexpr std::string_view kProgramClass = "tidemark.program";
constexpr std::string_view kHostClass = "tidemark.host";
constexpr std::string_view kRecordingClass = "tidemark.recording";

// Returns the figures that the sentence of a process rests on, each behind the name of its case.
std::string figures(const std::string& name, const ProcessReport& process) {
  std::string text = junit_property(name + ".pid", std::to_string(process.pid));
  if (process.host) text += junit_property(name + ".host", *process.host);
  const Finding* told = told_finding(process);
  if (told == nullptr) return text;
  const Finding& finding = *told;
  const auto add = [&](std::string_view figure, const std::optional<double>& value) {
    if (value) text += junit_property(fmt::format("{}.{}", name, figure), fmt::format("{:.9g}", *value));
  };
  const auto add_bytes = [&](std::string_view figure, const std::optional<double>& bytes) {
    if (bytes) text += junit_property(fmt::format("{}.{}", name, figure), fmt::format("{:.0f}", *bytes));
  };
  text += junit_property(name + ".metric", to_string(finding.metric));
  add_bytes("first_bytes", finding.first_bytes);
  add_bytes("last_bytes", finding.last_bytes);
  text += junit_property(name + ".window_start", format_rfc3339(finding.window.start));
  add("window_seconds", finding.window.seconds);
  text += junit_property(name + ".window_samples", std::to_string(finding.window.samples));
  add("slope_bytes_per_second", finding.slope_bytes_per_second);
  add("slope_low", finding.slope_low);
  add("slope_high", finding.slope_high);
  add("r_squared", finding.r_squared);
  add("p_value", finding.p_value);
  add_bytes("limit_bytes", finding.limit_bytes);
  add("seconds_to_limit", finding.seconds_to_limit);
  add("soonest_to_limit", finding.soonest_to_limit);
  add("latest_to_limit", finding.latest_to_limit);
  return text;
}

std::string outcome(const ProcessReport& process, const FailRule& fail_rule) {
  if (fail_rule.fails(process.verdict)) {
    return junit_outcome("failure", to_string(process.verdict),
                         fmt::format("{}: {}", to_string(process.verdict), plain_sentence(process)),
                         alert_text(process, kMostLines));
  }
  if (process.verdict == Verdict::kInsufficient)
    return junit_outcome("skipped", "insufficient", process.reason, process.reason);
  if (!is_listed(process)) return {};
  return junit_output(alert_text(process, kMostLines));
}

std::string recording_properties(const Report& report, std::size_t listed) {
  std::string text = junit_property("verdict", to_string(report.verdict));
  if (const std::size_t all = report.counts().all(); all > listed)
    text += junit_property("processes_without_a_case", std::to_string(all - listed));
  for (std::size_t i = 0; i < std::min(report.recordings.size(), kMostRecordings); ++i)
    text += junit_property("recording", report.recordings[i].path);
  for (const std::string& limit : report.limits) text += junit_property("limit", limit);
  for (const std::string& note : report.notes) text += junit_property("note", printable(note));
  return text;
}

// Returns the time and host of the recording as attributes of the suite.
std::string origin(const Report& report) {
  if (report.recordings.empty()) return {};
  const RecordingSummary& newest = *std::max_element(
      report.recordings.begin(), report.recordings.end(),
      [](const RecordingSummary& one, const RecordingSummary& other) { return one.started < other.started; });
  std::string text;
  // ISO 8601 in UTC without a zone and fractions, which consumers refuse.
  if (newest.started) text += fmt::format(" timestamp=\"{}\"", format_rfc3339(*newest.started).substr(0, 19));
  if (newest.host) text += fmt::format(" hostname=\"{}\"", escape_xml(*newest.host));
  return text;
}

// Cases of a suite of their own, and how many of them fail.
struct Cases {
  std::string text;
  std::size_t all = 0;
  std::size_t failed = 0;

  // more  lines behind the reason
  void add(std::string_view class_name, std::string_view name, Verdict verdict, const std::string& reason,
           const FailRule& fail_rule, const std::string& more = "") {
    const bool fails = fail_rule.fails(verdict);
    const std::string body = reason + more;
    text +=
        junit_case(class_name, name,
                   fails ? junit_outcome("failure", to_string(verdict), reason, body) : junit_output(body));
    ++all;
    failed += fails ? 1 : 0;
  }
};

Cases group_cases(const Report& report, const FailRule& fail_rule) {
  Cases cases;
  for (const GroupReport& group : report.groups) {
    const Finding* touched = finding_with_touches(group.findings);
    cases.add(kGroupClass, group.kind + " " + group.name + on_host(group), group.verdict, group.reason,
              fail_rule,
              touched != nullptr
                  ? fmt::format("\n{} {}", touched_in_words(*touched), touch_lines(*touched, 1).front())
                  : "");
  }
  return cases;
}

// Returns a case for each test, by what it did to the process that it did most to.
Cases test_cases(const Report& report, const FailRule& fail_rule) {
  Cases cases;
  for (const TestReport* test : tests_to_tell_once(report)) {
    cases.add(kTestClass, test->test, test->verdict, fmt::format("{} {}", test->test, kept_sentence(*test)),
              fail_rule);
  }
  return cases;
}

// Returns a case for each program that leaks on several hosts.
Cases program_cases(const Report& report, const FailRule& fail_rule) {
  constexpr std::size_t kMostHosts = 20;
  Cases cases;
  for (const ProgramOverHosts& program : programs_on_hosts(report)) {
    if (cases.all == kMostCases) break;
    const std::string name = describe(program.program);
    cases.add(kProgramClass, name, program.verdict, fmt::format("{} {}", name, spread_clause(program)),
              fail_rule, fmt::format("\n{}", alerting_hosts_text(program, kMostHosts)));
  }
  return cases;
}

// Returns a case for each host, the worst first, where there are several.
Cases host_cases(const Report& report, const FailRule& fail_rule) {
  Cases cases;
  if (report.hosts.hosts.size() < 2) return cases;
  for (const auto* host : hosts_worst_first(report)) {
    if (cases.all == kMostCases) break;
    const VerdictCounts& processes = host->second.processes;
    cases.add(kHostClass, host_name(host->first), host->second.verdict,
              fmt::format("{} of {} judged processes leak, {} are suspect", processes.alerting(),
                          processes.judged(), processes[Verdict::kSuspect]),
              fail_rule);
  }
  return cases;
}

// Returns nothing where there is no case.
std::string suite(std::string_view name, const Cases& cases, const Report& report) {
  if (cases.all == 0) return {};
  return fmt::format("  <testsuite name=\"{}\" {} skipped=\"0\"{}>\n{}  </testsuite>\n", name,
                     junit_counts(cases.all, cases.failed, 0), origin(report), cases.text);
}

}  // namespace

std::string format_junit(const Report& report, const FailRule& fail_rule) {
  const std::vector<std::string> names = unique_names(report);
  std::string cases;
  const std::size_t listed = std::min(names.size(), kMostCases);
  std::string properties = recording_properties(report, listed);
  std::size_t tests = listed;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  const bool is_error = fail_rule.fails_unjudged(report.verdict);
  if (is_error) {
    ++tests;
    cases += junit_case(kRecordingClass, "judged",
                        junit_outcome("error", "insufficient", "nothing could be judged",
                                      "no process was seen for long enough to be judged"));
  }
  for (std::size_t i = 0; i < listed; ++i) {
    const ProcessReport& process = report.processes[i];
    if (fail_rule.fails(process.verdict))
      ++failures;
    else if (process.verdict == Verdict::kInsufficient)
      ++skipped;
    if (is_listed(process)) properties += figures(names[i], process);
    cases += junit_case(kProcessClass, names[i], outcome(process, fail_rule));
  }
  const std::string counts = junit_counts(tests, failures, is_error ? 1 : 0);
  const Cases groups = group_cases(report, fail_rule);
  const Cases marked = test_cases(report, fail_rule);
  const Cases programs = program_cases(report, fail_rule);
  const Cases hosts = host_cases(report, fail_rule);
  const std::string all = junit_counts(
      tests + groups.all + marked.all + programs.all + hosts.all,
      failures + groups.failed + marked.failed + programs.failed + hosts.failed, is_error ? 1 : 0);
  return junit_document(
      all,
      fmt::format(
          "  <testsuite name=\"tidemark\" {} skipped=\"{}\"{}>\n    <properties>\n{}    </properties>\n{}"
          "  </testsuite>\n{}",
          counts, skipped, origin(report), properties, cases,
          suite("tidemark groups", groups, report) + suite("tidemark tests", marked, report) +
              suite("tidemark programs", programs, report) + suite("tidemark hosts", hosts, report)));
}

}  // namespace tidemark
