#include "analyzer/reports/text/host_text.hpp"

#include <gtest/gtest.h>

#include "analyzer/reports/report_formats.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/analyzer/reports/written.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A report of hosts that run agentd 4.1 and 4.2, of which those of the newer version leak.
Report report_of(int older, int newer) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < newer + older; ++i) {
    ProcessReport process = made_process("agentd", i < newer ? Verdict::kLeak : Verdict::kClean, i + 1);
    process.host = "host " + std::to_string(i);
    process.version = i < newer ? "4.2" : "4.1";
    processes.push_back(process);
  }
  Report report = made_report(processes);
  for (const ProcessReport& process : report.processes)
    report.hosts.add_process(*process.host, {process.program, process.version}, process.verdict);
  return report;
}

TEST(HostText, TellsHowManyHostsLeakAndSinceWhichVersion) {
  const Report report = report_of(88, 212);
  EXPECT_EQ(hosts_clause(report), "of 300 hosts 212 leak and 88 are clean");
  const auto programs = programs_on_hosts(report);
  ASSERT_EQ(programs.size(), 1U);
  EXPECT_EQ(spread_clause(programs[0]),
            "leaks on 212 of the 300 hosts that it was judged on, since version 4.2: clean on the 88 with an "
            "older one");
  EXPECT_EQ(alerting_hosts_text(programs[0], 2), "host 0, host 1 and 210 more");
}

TEST(HostText, OfOneHostThereIsNothingToTell) {
  const Report report = report_of(0, 1);
  EXPECT_EQ(hosts_clause(report), "");
  EXPECT_TRUE(programs_on_hosts(report).empty());
  const std::string text = format_text(report, {});
  EXPECT_FALSE(has(text, "host 0 leak")) << text;
}

TEST(HostText, AProgramOnOneOfManyHostsIsToldAsAProcessAlone) {
  EXPECT_TRUE(programs_on_hosts(report_of(5, 1)).empty());
  EXPECT_EQ(hosts_clause(report_of(5, 1)), "of 6 hosts 1 leaks and 5 are clean");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// What is told of each process fills a screen; so much of one program is enough.
TEST(HostText, OfAProgramOnManyHostsAFewProcessesAreTold) {
  const std::string text = format_text(report_of(88, 212), {});
  EXPECT_EQ(count(text, "agentd (PID"), kMostOfProgram);
  EXPECT_TRUE(has(text, "209 more processes of these programs on other hosts")) << text;
}

// A thousand times the hosts does not make a thousand times the text.
TEST(HostText, EveryFormatButThoseForProgramsStaysBounded) {
  const Report many = report_of(10'000, 10'000);
  for (const ReportFormat& format : report_formats()) {
    if (format.name == "json" || format.name == "openmetrics") continue;
    const std::size_t bytes = written(format, many).size();
    const std::size_t most = format.name == "text"       ? 20'000
                             : format.name == "markdown" ? 1'000'000
                                                         : 16'000'000;
    EXPECT_LT(bytes, most) << format.name;
  }
}

}  // namespace
}  // namespace tidemark
