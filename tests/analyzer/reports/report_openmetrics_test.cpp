#include "analyzer/reports/report_openmetrics.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "analyzer/text/printable.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;
using nlohmann::json;

// A report whose first process has two findings of one detector on one metric, and an accepted one.
Report mixed_report() {
  ProcessReport cache = made_process("cache", Verdict::kCritical, 7);
  cache.findings.push_back(made_finding(Metric::kVmSize, Verdict::kSuspect));
  cache.findings.push_back(made_finding(Metric::kRss, Verdict::kLeak));
  cache.findings.back().suppressed = Suppression{"known", "ticket 4711", {}, {}};
  cache.findings[0].r_squared.reset();
  return made_report({cache, made_process("server", Verdict::kSuspect), made_process("x", Verdict::kClean),
                      made_process("y", Verdict::kInsufficient)});
}

std::vector<json> read(const std::string& text) {
  const Outcome outcome = run_to_end({.command = {kPython, TIDEMARK_OPENMETRICS_READER}, .input = text});
  EXPECT_EQ(outcome.status, 0) << outcome.errors << text;
  std::vector<json> samples;
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);) samples.push_back(json::parse(line));
  return samples;
}

std::vector<json> called(const std::vector<json>& samples, const std::string& name) {
  std::vector<json> chosen;
  for (const json& sample : samples) {
    if (sample["name"] == name) chosen.push_back(sample);
  }
  return chosen;
}

TEST(FormatOpenmetrics, ItsOwnParserFindsTheFigures) {
  if (!has_python_module("prometheus_client")) GTEST_SKIP() << "python3-prometheus-client is missing";
  const auto samples = read(format_openmetrics(mixed_report()));
  const auto slopes = called(samples, "tidemark_finding_slope_bytes_per_second");
  ASSERT_EQ(slopes.size(), 2U);
  EXPECT_EQ(slopes[0]["value"], kMebibyte);
  EXPECT_EQ(slopes[0]["unit"], "bytes_per_second");
  EXPECT_EQ(slopes[0]["labels"], (json{{"program", "cache"}, {"metric", "vm_size"}, {"detector", "growth"}}));
  EXPECT_EQ(slopes[1]["labels"]["program"], "server");
  EXPECT_EQ(called(samples, "tidemark_finding_r_squared_ratio").size(), 1U);
  EXPECT_EQ(called(samples, "tidemark_verdict")[0]["value"], 1.0);
  EXPECT_EQ(called(samples, "tidemark_verdict")[1]["value"], 0.0);
  EXPECT_EQ(called(samples, "tidemark_processes")[3]["value"], 1.0);
  const auto started = called(samples, "tidemark_recording_start_timestamp_seconds");
  EXPECT_EQ(started.at(0)["value"], 1795168800.5);
  EXPECT_EQ(started.at(0)["labels"], (json{{"recording", "night.tidemark"}, {"host", "testhost"}}));
  for (const json& sample : samples) {
    EXPECT_EQ(sample["type"], "gauge");
    EXPECT_TRUE(sample["time"].is_null());
  }
}

TEST(FormatOpenmetrics, EachFigureOfAFindingIsThereInItsUnit) {
  if (!has_python_module("prometheus_client")) GTEST_SKIP() << "python3-prometheus-client is missing";
  ProcessReport process = made_process("cache", Verdict::kLeak);
  const auto samples = read(format_openmetrics(made_report({process})));
  const auto expect = [&](const std::string& figure, const std::string& unit, double value) {
    const auto found = called(samples, "tidemark_finding_" + figure);
    ASSERT_EQ(found.size(), 1U) << figure;
    EXPECT_EQ(found[0]["unit"], unit) << figure;
    EXPECT_DOUBLE_EQ(found[0]["value"].get<double>(), value) << figure;
  };
  expect("slope_low_bytes_per_second", "bytes_per_second", 0.9 * kMebibyte);
  expect("slope_high_bytes_per_second", "bytes_per_second", 1.1 * kMebibyte);
  expect("soonest_to_limit_seconds", "seconds", 3400.0);
  expect("latest_to_limit_seconds", "seconds", 3600.0);
  expect("window_start_timestamp_seconds", "seconds", 1795168800.0);
  expect("window_samples", "", 61.0);
  expect("p_value_ratio", "ratio", 2e-11);
  process.findings[0].latest_to_limit.reset();
  EXPECT_FALSE(has(format_openmetrics(made_report({process})), "latest_to_limit"));
}

TEST(FormatOpenmetrics, HostileNamesComeBackAsTheyAreShown) {
  if (!has_python_module("prometheus_client")) GTEST_SKIP() << "python3-prometheus-client is missing";
  const Report report = hostile_report();
  const auto verdicts = called(read(format_openmetrics(report)), "tidemark_program_verdict");
  std::set<std::string> names;
  for (const json& sample : verdicts) names.insert(sample["labels"]["program"].get<std::string>());
  EXPECT_EQ(names.size(), verdicts.size());
  for (std::size_t i = 0; i < kHostileNames.size(); ++i)
    EXPECT_TRUE(names.contains(describe(report.processes[i].program))) << kHostileNames[i];
}

TEST(FormatOpenmetrics, PromtoolFindsNothingToMend) {
  if (!is_installed("promtool"))
    GTEST_SKIP() << "promtool is missing (tests/run takes it out of its Debian package)";
  for (const Report& report : {mixed_report(), hostile_report(), made_report({}), Report()}) {
    const Outcome outcome =
        run_to_end({.command = {"promtool", "check", "metrics"}, .input = format_openmetrics(report)});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_EQ(outcome.output + outcome.errors, "");
  }
  EXPECT_NE(
      run_to_end({.command = {"promtool", "check", "metrics"}, .input = "tidemark_x{a=\"b} 1\n"}).status, 0);
}

TEST(FormatOpenmetrics, AllLivesOfAProgramAreOneSeriesWhateverTheirPids) {
  std::vector<ProcessReport> processes{made_process("worker", Verdict::kLeak, 7),
                                       made_process("worker", Verdict::kSuspect, 8),
                                       made_process("worker", Verdict::kClean, 9)};
  processes[2].memory.resident = 5 * kMebibyte;
  processes[1].memory.resident = 2 * kMebibyte;
  processes[0].findings[0].slope_bytes_per_second = 3.0;
  const std::string text = format_openmetrics(made_report(processes));
  EXPECT_TRUE(has(text, "\ntidemark_program_verdict{program=\"worker\"} 3\n")) << text;
  EXPECT_TRUE(has(text, "\ntidemark_program_lives{program=\"worker\"} 3\n"));
  EXPECT_TRUE(has(text, "\ntidemark_program_resident_bytes{program=\"worker\"} 5242880\n"));
  EXPECT_TRUE(has(text,
                  "\ntidemark_finding_slope_bytes_per_second{program=\"worker\",metric=\"vm_size\","
                  "detector=\"growth\"} 3\n"));
  EXPECT_FALSE(has(text, "pid"));
}

TEST(FormatOpenmetrics, OnlyTheWorstOfSeveralFindingsAlikeAndNoAcceptedOneIsTold) {
  const std::string text = format_openmetrics(mixed_report());
  EXPECT_FALSE(has(text, R"(metric="rss")"));
  EXPECT_TRUE(has(text, "tidemark_program_lives{program=\"x\"} 1"));
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
}

}  // namespace
}  // namespace tidemark
