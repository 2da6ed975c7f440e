#include "analyzer/reports/report_junit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;
using nlohmann::json;

class FormatJunit : public ::testing::Test {
 protected:
  // Returns what xmllint finds against the format in the report; empty for nothing.
  std::string flaws(const std::string& xml) {
    write_bytes(directory_.file("report.xml"), xml);
    const Outcome outcome = run_to_end({.command = {"xmllint", "--noout", "--nonet", "--schema",
                                                    TIDEMARK_JUNIT_SCHEMA, directory_.file("report.xml")}});
    return outcome.status == 0 ? "" : outcome.errors + xml;
  }

  // Returns what junitparser makes of the report: the cases and, last, the suite.
  std::vector<json> read(const std::string& xml) {
    write_bytes(directory_.file("report.xml"), xml);
    const Outcome outcome =
        run_to_end({.command = {kPython, TIDEMARK_JUNIT_READER, directory_.file("report.xml")}});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    std::vector<json> lines;
    std::istringstream output(outcome.output);
    for (std::string line; std::getline(output, line);) lines.push_back(json::parse(line));
    return lines;
  }

  TemporaryDirectory directory_;
};

const Report kEveryVerdict =
    made_report({made_process("cache", Verdict::kCritical, 1), made_process("server", Verdict::kLeak, 2),
                 made_process("server", Verdict::kSuspect, 3), made_process("server", Verdict::kClean, 4),
                 made_process("brief", Verdict::kInsufficient, 5)});

TEST_F(FormatJunit, IsValidForEveryVerdictAndEveryHostileName) {
  if (!is_installed("xmllint")) GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  EXPECT_EQ(flaws(format_junit(kEveryVerdict, {})), "");
  EXPECT_EQ(flaws(format_junit(hostile_report(), {})), "");
  EXPECT_EQ(flaws(format_junit(made_report({}), {})), "");
  EXPECT_EQ(flaws(format_junit(Report(), {})), "");
}

TEST_F(FormatJunit, TheSchemaRefusesWhatConsumersDo) {
  if (!is_installed("xmllint")) GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  const std::string sound = format_junit(kEveryVerdict, {});
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string xml = sound;
    return xml.replace(xml.find(from), from.size(), to);
  };
  EXPECT_NE(flaws(changed("name=\"server #2\"", "name=\"server\"")), "");
  EXPECT_NE(flaws(changed("classname=", "class=")), "");
  EXPECT_NE(flaws(changed("server #2", "server \x01")), "");
}

TEST_F(FormatJunit, ACommonReaderFindsEachProcessOnceWithItsMessage) {
  if (!has_python_module("junitparser")) GTEST_SKIP() << "python3-junitparser is missing";
  const auto lines = read(format_junit(kEveryVerdict, {}));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]["name"], "cache");
  EXPECT_EQ(lines[0]["results"][0][0], "failure");
  EXPECT_EQ(lines[0]["results"][0][1],
            "critical: cache (PID 1) grew from 100 to 160 MiB in 60 s, 1 MiB/s, and had not stopped; it "
            "reaches the 4 GiB "
            "limit in about an hour.");
  const std::string text = lines[0]["results"][0][2];
  for (const char* part : {"why: vm_size: grows throughout", "100 MiB -> 160 MiB within 1 m 0 s", "R^2 0.999",
                           "61 samples from 2026-11-20T10:00:00.000Z", "+3.52 GiB an hour",
                           "limit: 4.00 GiB, at this rate in 58 m 20 s", "anon grows along", "cache --serve",
                           "2026-11-20T10:00:00.000Z to"}) {
    EXPECT_TRUE(has(text, part)) << text;
  }
  EXPECT_EQ(lines[1]["name"], "server");
  EXPECT_EQ(lines[1]["results"][0][0], "failure");
  EXPECT_EQ(lines[2]["name"], "server #2");
  EXPECT_TRUE(lines[2]["results"].empty());
  EXPECT_TRUE(has(lines[2]["output"].get<std::string>(), "server (PID 3): suspect"));
  EXPECT_TRUE(lines[3]["results"].empty());
  EXPECT_TRUE(lines[3]["output"].is_null());
  EXPECT_EQ(lines[4]["results"][0][0], "skipped");
  EXPECT_EQ(lines[4]["results"][0][2], "holds still");
  EXPECT_EQ(lines[5]["failures"], 2);
  EXPECT_EQ(lines[5]["skipped"], 1);
  EXPECT_EQ(lines[5]["properties"]["server #2.pid"], "3");
  EXPECT_EQ(lines[5]["properties"]["cache.slope_bytes_per_second"], "1048576");
  EXPECT_EQ(lines[5]["properties"]["cache.last_bytes"], "167772160");
  EXPECT_EQ(lines[5]["properties"]["cache.window_start"], "2026-11-20T10:00:00.000Z");
  EXPECT_EQ(lines[5]["properties"]["cache.window_samples"], "61");
  EXPECT_EQ(lines[5]["properties"]["cache.slope_low"], "943718.4");
  EXPECT_EQ(lines[5]["properties"]["cache.slope_high"], "1153433.6");
  EXPECT_EQ(lines[5]["properties"]["cache.soonest_to_limit"], "3400");
  EXPECT_EQ(lines[5]["properties"]["cache.latest_to_limit"], "3600");
}

TEST_F(FormatJunit, WhatFailsIsWhatTheRuleSays) {
  const auto failures = [](const FailRule& rule) {
    const std::string xml = format_junit(kEveryVerdict, rule);
    const std::size_t begin = xml.find("failures=\"") + 10;
    return xml.substr(begin, xml.find('"', begin) - begin);
  };
  EXPECT_EQ(failures({}), "2");
  EXPECT_EQ(failures({.from = Verdict::kCritical}), "1");
  EXPECT_EQ(failures({.from = Verdict::kSuspect}), "3");
  EXPECT_EQ(failures({.from = std::nullopt}), "0");
}

TEST_F(FormatJunit, GroupsAreASuiteOfTheirOwn) {
  Report report = made_report({made_process("server", Verdict::kClean)});
  report.groups = {{"program", "worker", Verdict::kLeak, "its processes pile up", {}},
                   {"program", "helper", Verdict::kSuspect, "its processes pile up", {}}};
  const std::string xml = format_junit(report, {});
  EXPECT_TRUE(has(xml, "<testsuites name=\"tidemark\" tests=\"3\" failures=\"1\"")) << xml;
  EXPECT_TRUE(has(xml, "<testsuite name=\"tidemark\" tests=\"1\" failures=\"0\""));
  EXPECT_TRUE(has(xml, "<testsuite name=\"tidemark groups\" tests=\"2\" failures=\"1\""));
  EXPECT_TRUE(has(xml, "classname=\"tidemark.group\" name=\"program worker\""));
  EXPECT_TRUE(has(xml, "<failure type=\"leak\" message=\"its processes pile up\">"));
}

TEST_F(FormatJunit, NothingJudgedIsAnErrorUnlessItIsAllowed) {
  const Report report = made_report({made_process("brief", Verdict::kInsufficient)});
  const std::string failed = format_junit(report, {});
  EXPECT_TRUE(has(failed, "errors=\"1\"") && has(failed, "classname=\"tidemark.recording\"")) << failed;
  EXPECT_TRUE(has(format_junit(report, {.allow_insufficient = true}), "errors=\"0\""));
}

TEST_F(FormatJunit, AMessageHasTwentyLinesAtMost) {
  ProcessReport process = made_process("cache", Verdict::kLeak);
  for (int i = 0; i < 40; ++i) process.findings.push_back(made_finding(Metric::kRss, Verdict::kLeak));
  process.reason = std::string(2000, 'r');
  const std::string xml = format_junit(made_report({process}), {});
  const std::size_t begin = xml.find("\">", xml.find("<failure")) + 2;
  const std::string text = xml.substr(begin, xml.find("</failure>") - begin);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 20) << text;
  EXPECT_TRUE(has(text, "more lines in the text and JSON reports)")) << text;
}

TEST_F(FormatJunit, SuppressedGrowthPassesAndSaysWhy) {
  ProcessReport process = made_process("cache", Verdict::kClean);
  process.findings = {made_finding(Metric::kRss, Verdict::kLeak)};
  process.findings[0].suppressed = Suppression{"known", "ticket 4711", "2027-01-01", {}};
  const std::string xml = format_junit(made_report({process}), {});
  EXPECT_TRUE(has(xml, "<system-out>") && has(xml, "[known] accepts it: ticket 4711")) << xml;
  EXPECT_TRUE(has(xml, "failures=\"0\""));
}

}  // namespace
}  // namespace tidemark
