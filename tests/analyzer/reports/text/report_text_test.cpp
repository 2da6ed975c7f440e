#include "analyzer/reports/text/report_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "analyzer/recordings/arguments.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// The words of a report, one space between them.
std::string unwrapped(const Report& report) {
  std::istringstream words(format_text(report, Colours::kNo));
  std::string text;
  for (std::string word; words >> word;) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

constexpr const char* kEvidence =
    "; 61 samples from 2026-11-20T10:00:00.000Z; 3.16 GiB to 3.87 GiB an hour (95 %); p 2e-11; limit in 56 m "
    "40 s to 1 h 0 m; heap growth: anon grows along";

TEST(FormatText, AFindingIsShownWithAllThatItRestsOn) {
  const std::string text = unwrapped(made_report({made_process("cache", Verdict::kCritical, 7)}));
  EXPECT_TRUE(has(text, "cache 7 vm_size 100 MiB -> 160 MiB +3.52 GiB 0.999 1 m 0 s 58 m 20 s")) << text;
  EXPECT_TRUE(has(text, std::string("vm_size: grows throughout") + kEvidence)) << text;
}

TEST(FormatText, SoIsOneThatIsAccepted) {
  ProcessReport process = made_process("cache", Verdict::kClean);
  process.findings = {made_finding(Metric::kVmSize, Verdict::kLeak)};
  process.findings[0].suppressed = Suppression{"known", "ticket 4711", {}, {}};
  EXPECT_TRUE(has(unwrapped(made_report({process})), kEvidence));
}

TEST(FormatText, ASlopeThatMayBeNoneReachesTheLimitAtTheSoonest) {
  ProcessReport process = made_process("cache", Verdict::kCritical);
  process.findings[0].latest_to_limit.reset();
  EXPECT_TRUE(has(unwrapped(made_report({process})), "; limit in 56 m 40 s or later;"));
}

TEST(FormatText, OfVeryManyTheWorstAreListedAndTheRestCounted) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 620; ++i) processes.push_back(made_process("cache", Verdict::kLeak, i));
  const std::string text = unwrapped(made_report(std::move(processes)));
  EXPECT_TRUE(has(text, "leak (620)"));
  EXPECT_TRUE(has(text, "cache 499 vm_size"));
  EXPECT_FALSE(has(text, "cache 500 vm_size"));
  EXPECT_TRUE(has(text, "120 more are left out here; the JSON report has all"));
}

// What of a report GitHub's runner would carry out.
std::vector<std::string> commands_in(const std::string& text) {
  std::vector<std::string> commands;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(' ');
    const bool begins_command = begin != std::string::npos && line.substr(begin).starts_with("::");
    if (begins_command || has(line, "##[")) commands.push_back(line);
  }
  return commands;
}

bool has_control_bytes(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char byte) { return (byte >= 0 && byte < ' ' && byte != '\n') || byte == '\x7f'; });
}

ProcessReport leaking(const std::string& name) {
  ProcessReport process = made_process(name, Verdict::kLeak);
  process.arguments = {name, name + "\n" + name};
  process.reason = std::string(93, 'x') + " " + name;
  process.looked_at = process.findings;
  return process;
}

TEST(FormatText, TheSuspectJobsOfAProgramAreOneLine) {
  std::vector<ProcessReport> processes{made_process("server", Verdict::kSuspect)};
  for (int i = 0; i < 20; ++i) {
    processes.push_back(made_process("cc1plus", Verdict::kSuspect, 100 + i));
    processes.back().kind_of_life = i == 0 ? KindOfLife::kJobInProgress : KindOfLife::kJob;
  }
  const std::string text = format_text(made_report(processes), Colours::kNo);
  EXPECT_TRUE(has(text, "suspect (21)\n")) << text;
  EXPECT_TRUE(has(text, "\n      cc1plus: 20 processes, by 60.0 MiB at most\n")) << text;
  EXPECT_EQ(text.find("cc1plus"), text.rfind("cc1plus")) << text;
  EXPECT_TRUE(has(text, "\n  server "));
}

TEST(FormatText, GroupsAreToldBehindTheProcesses) {
  Report report = made_report({made_process("server", Verdict::kClean)});
  report.groups = {{"program", "worker", Verdict::kLeak, "its processes pile up", {}}};
  EXPECT_TRUE(has(format_text(report, Colours::kNo),
                  "groups of processes\n  leak: the program worker\n      its processes pile up\n"));
}

TEST(FormatText, NoLineIsACommandToACiService) {
  std::vector<ProcessReport> processes;
  for (const char* name : {"::error::pwned", "::stop-commands::x", "##[error]x", "\xC2\xA0::error::x"})
    processes.push_back(leaking(name));
  Report report = made_report(processes);
  report.recordings[0].path = "::error::path";
  report.notes = {std::string(93, 'x') + " ::error::note", "##[debug]"};
  const std::string text = format_text(report, Colours::kNo);
  EXPECT_TRUE(commands_in(text).empty()) << commands_in(text).front();
  EXPECT_TRUE(has(text, "\n  \\x3A:error::pwned ")) << text;
  EXPECT_TRUE(has(text, "\n  \\x23#[error]x ")) << text;
  EXPECT_TRUE(has(text, "\n\xC2\xA0\\x3A:error::x 42: leak; 61 samples\n")) << text;
}

TEST(FormatText, NoControlByteOfWhatIsRecordedIsInIt) {
  Report report = hostile_report();
  for (ProcessReport& process : report.processes) {
    process.arguments = {process.name, process.name};
    process.looked_at = process.findings;
  }
  EXPECT_FALSE(has_control_bytes(format_text(report, Colours::kNo)));
}

TEST(FormatText, ACommandToPasteHasTheEscapesOfAShell) {
  ProcessReport process = leaking("server");
  process.arguments = arguments_of(R"(["./server","a\u001b[2J\nb"])");
  const std::string text = format_text(made_report({process}), Colours::kNo);
  EXPECT_TRUE(has(text, "\n          heaptrack ./server $'a\\x1B[2J\\x0Ab'\n")) << text;
}

}  // namespace
}  // namespace tidemark
