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
std::string unwrapped(const Report& report, const TextStyle& style = {}) {
  std::istringstream words(format_text(report, style));
  std::string text;
  for (std::string word; words >> word;) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

constexpr const char* kFigures =
    "vm_size 100 MiB -> 160 MiB in 1 m 0 s, +3.52 GiB an hour; R^2 0.999; 61 samples from "
    "2026-11-20T10:00:00.000Z; 3.16 GiB to 3.87 GiB an hour (95 %); p 2e-11; limit in 56 m 40 s to 1 h 0 m; "
    "heap "
    "growth: anon grows along";

TEST(FormatText, TheVerdictComesFirstAndIsCounted) {
  const std::string text =
      format_text(made_report({made_process("a", Verdict::kLeak), made_process("b", Verdict::kLeak),
                               made_process("c", Verdict::kSuspect), made_process("d", Verdict::kClean),
                               made_process("e", Verdict::kInsufficient)}),
                  {});
  EXPECT_TRUE(
      text.starts_with("Verdict: leak\n2 processes leak, 1 is suspect, of 4 processes judged; 1 was seen for "
                       "less than 10 s or 6 "
                       "times, or\ntoo unevenly to be judged.\n\nleak      a (PID 42) grew "))
      << text;
}

TEST(FormatText, WhereNothingLeaksOrNothingIsJudgedItSaysSo) {
  EXPECT_TRUE(has(unwrapped(made_report({made_process("a", Verdict::kClean)})),
                  "Verdict: clean Nothing leaks, of 1 process judged."));
  EXPECT_TRUE(has(unwrapped(made_report({made_process("a", Verdict::kInsufficient)})),
                  "Verdict: insufficient Nothing could be judged; 1 was seen for less than 10 s or 6 times, "
                  "or too unevenly to be "
                  "judged."));
}

TEST(FormatText, AGroupIsToldAlsoWhereNoProcessIsJudged) {
  Report report = made_report({made_process("a", Verdict::kInsufficient)});
  report.groups = {{"program", "worker", Verdict::kLeak, "its processes pile up", {}}};
  report.verdict = Verdict::kLeak;
  EXPECT_TRUE(has(unwrapped(report), "Verdict: leak 1 group of processes grows; 1 was seen "))
      << unwrapped(report);
}

TEST(FormatText, AFindingIsASentenceAndItsFiguresAreForThoseWhoAsk) {
  const Report report = made_report({made_process("cache", Verdict::kCritical, 7)});
  const std::string text = unwrapped(report);
  EXPECT_TRUE(has(text,
                  "critical cache (PID 7) grew from 100 to 160 MiB in 60 s, 1 MiB/s, and had not stopped; it "
                  "reaches the 4 GiB limit in about an hour. memory: heap growth next: "))
      << text;
  for (const char* jargon : {"R^2", "p 2e-11", "95 %", "vm_size"}) EXPECT_FALSE(has(text, jargon)) << text;
  EXPECT_TRUE(has(unwrapped(report, {.is_verbose = true}), kFigures))
      << unwrapped(report, {.is_verbose = true});
}

TEST(FormatText, SoIsOneThatIsAccepted) {
  ProcessReport process = made_process("cache", Verdict::kClean);
  process.findings = {made_finding(Metric::kVmSize, Verdict::kLeak)};
  process.findings[0].suppressed = Suppression{"known", "ticket 4711", {}, {}};
  const Report report = made_report({process});
  EXPECT_TRUE(has(unwrapped(report), "suppressed (1) cache (PID 42): [known] accepts it: ticket 4711"))
      << unwrapped(report);
  EXPECT_TRUE(has(unwrapped(report, {.is_verbose = true}), kFigures));
}

TEST(FormatText, OfVeryManyTheWorstAreListedAndTheRestCounted) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 620; ++i) processes.push_back(made_process("cache", Verdict::kLeak, i));
  const std::string text = unwrapped(made_report(std::move(processes)));
  EXPECT_TRUE(has(text, "620 processes leak"));
  EXPECT_TRUE(has(text, "cache (PID 499) grew"));
  EXPECT_FALSE(has(text, "cache (PID 500) grew"));
  EXPECT_TRUE(has(text, "120 more are left out here; the JSON report has all"));
}

TEST(FormatText, ItFitsTheWidthAskedFor) {
  std::istringstream lines(format_text(made_report({made_process("cache", Verdict::kLeak)}), {.width = 60}));
  for (std::string line; std::getline(lines, line);) {
    const bool is_command = line.starts_with(std::string(14, ' '));
    EXPECT_TRUE(is_command || line.size() <= 60) << line;
  }
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
  const std::string text = format_text(made_report(processes), {});
  EXPECT_TRUE(has(text, "21 are suspect")) << text;
  EXPECT_TRUE(has(text, "\nsuspect   cc1plus: 20 jobs grew until they ended; largest 160 MiB\n")) << text;
  EXPECT_EQ(text.find("cc1plus"), text.rfind("cc1plus")) << text;
  EXPECT_TRUE(has(text, "\nsuspect   server (PID 42) grew "));
  EXPECT_TRUE(has(text, "          next: look again after a longer recording of the same work")) << text;
  processes.resize(2);
  processes.back().findings.front().detector = "restarts";
  processes.back().findings.front().reason = "19 lives reached ever higher";
  EXPECT_TRUE(
      has(format_text(made_report(processes), {}), "\nsuspect   cc1plus: 19 lives reached ever higher\n"));
}

TEST(FormatText, ASuspectJobIsToldWithItsGrowthAndWhatToDo) {
  ProcessReport job = made_process("upload_test", Verdict::kSuspect);
  job.kind_of_life = KindOfLife::kJob;
  job.findings.front().first_touches.samples = 46;
  const TouchFrame frame{"handle_request", "/srv/upload_test", {}, {}, "/src/upload_test.c", 5};
  job.findings.front().first_touches.places = {
      {.frames = {frame}, .share = 1.0, .samples = 46, .line_share = 1.0}};
  const std::string text = format_text(made_report({job}), {});
  EXPECT_TRUE(has(text, "\nsuspect   upload_test: 1 job grew from 100 to 160 MiB in ")) << text;
  EXPECT_TRUE(has(text, "          first touched in handle_request (upload_test.c:5)")) << text;
  EXPECT_TRUE(has(text, " next: what ends gives back what it took; where one of these should not grow,"))
      << text;
  job.kind_of_life = KindOfLife::kJobInProgress;
  EXPECT_TRUE(has(format_text(made_report({job}), {}), "had not stopped"));
}

TEST(FormatText, GroupsAreToldByTheirVerdict) {
  Report report = made_report({made_process("server", Verdict::kClean)});
  report.groups = {{"program", "worker", Verdict::kLeak, "its processes pile up", {}}};
  report.verdict = Verdict::kLeak;
  const std::string text = format_text(report, {});
  EXPECT_TRUE(has(text, "\nleak      program worker: its processes pile up.\n")) << text;
  EXPECT_TRUE(has(text, "1 group of processes grows, of 1 process judged")) << text;
}

TEST(FormatText, NoLineIsACommandToACiService) {
  std::vector<ProcessReport> processes;
  for (const char* name : {"::error::pwned", "::stop-commands::x", "##[error]x", "\xC2\xA0::error::x"})
    processes.push_back(leaking(name));
  Report report = made_report(processes);
  report.recordings[0].path = "::error::path";
  report.notes = {std::string(93, 'x') + " ::error::note", "##[debug]"};
  const std::string text = format_text(report, {});
  EXPECT_TRUE(commands_in(text).empty()) << commands_in(text).front();
  EXPECT_TRUE(has(text, "\\x23#[error]x (PID 42)")) << text;
  EXPECT_TRUE(has(text, "\n\xC2\xA0\\x3A:error::x 42: leak; 61 samples\n")) << text;
}

TEST(FormatText, NoControlByteOfWhatIsRecordedIsInIt) {
  Report report = hostile_report();
  for (ProcessReport& process : report.processes) {
    process.arguments = {process.name, process.name};
    process.looked_at = process.findings;
  }
  EXPECT_FALSE(has_control_bytes(format_text(report, {})));
}

TEST(FormatText, ACommandToPasteHasTheEscapesOfAShell) {
  ProcessReport process = leaking("server");
  process.arguments = arguments_of(R"(["./server","a\u001b[2J\nb"])");
  const std::string text = format_text(made_report({process}), {});
  EXPECT_TRUE(has(text, "\n              heaptrack ./server $'a\\x1B[2J\\x0Ab'\n")) << text;
}

}  // namespace
}  // namespace tidemark
