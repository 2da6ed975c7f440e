#include "analyzer/commands/analyze_options.hpp"

#include "analyzer/commands/report_outcome.hpp"

#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

AnalysisSettings analysis(const std::vector<std::string>& arguments) {
  return to_analysis_settings(read_command_line(analyze_options(), arguments, {}));
}

std::string error_of(const std::vector<std::string>& arguments) {
  return user_error([&] { static_cast<void>(analysis(arguments)); });
}

TEST(AnalyzeOptions, DefaultsAreTheDesigns) {
  const AnalysisSettings settings = analysis({"a.tidemark"});
  EXPECT_EQ(settings.metrics, (std::vector<Metric>{kAllMetrics.begin(), kAllMetrics.end()}));
  EXPECT_TRUE(settings.judge.detectors.lbr && settings.judge.detectors.growth);
  EXPECT_EQ(settings.judge.growth.verdict.critical_seconds, 3600.0);
  EXPECT_EQ(settings.judge.growth.verdict.min_growth_bytes, 1048576.0);
  EXPECT_EQ(settings.judge.growth.verdict.leak_windows, 20.0);
  EXPECT_EQ(settings.judge.growth.verdict.sure_windows, 100.0);
  EXPECT_EQ(settings.judge.growth.verdict.sure_r_squared, 0.99);
  EXPECT_EQ(settings.judge.growth.verdict.sure_seconds, 600.0);
  EXPECT_EQ(settings.judge.growth.verdict.sure_samples, 60U);
  EXPECT_EQ(settings.judge.growth.growth.p_value, 0.015);
  EXPECT_EQ(settings.judge.min_ticks, 6U);
  EXPECT_EQ(settings.judge.min_alive, 10s);
  EXPECT_FALSE(settings.max_gap);
  EXPECT_FALSE(settings.limit);
  EXPECT_FALSE(settings.judge.resample);
  EXPECT_EQ(settings.judge.lbr.min_window_points, 20U);
  EXPECT_EQ(settings.judge.lbr.min_window_time, 10s);
  EXPECT_FALSE(settings.judge.lbr.at_change_points);
  EXPECT_EQ(settings.judge.lbr.min_r_squared, 0.9);
  EXPECT_EQ(settings.judge.lbr.critical_time, 1h);
}

TEST(AnalyzeOptions, EachSettingIsTaken) {
  const AnalysisSettings settings = analysis({"--metric",
                                              "data,rss",
                                              "--max-gap",
                                              "30s",
                                              "--resample=500ms",
                                              "--min-window",
                                              "50",
                                              "--lbr-change-points",
                                              "--min-r2",
                                              "0.8",
                                              "--critical-time",
                                              "2h",
                                              "--limit",
                                              "80%",
                                              "--since",
                                              "2026-11-21",
                                              "--until",
                                              "2026-11-21T10:00:00+01:00",
                                              "--process",
                                              "^srv",
                                              "a.tidemark"});
  EXPECT_EQ(settings.metrics, (std::vector{Metric::kRss, Metric::kData}));
  EXPECT_EQ(settings.max_gap, 30s);
  EXPECT_EQ(settings.judge.resample, 500ms);
  EXPECT_EQ(settings.judge.lbr.min_window_points, 50U);
  EXPECT_TRUE(settings.judge.lbr.at_change_points);
  EXPECT_EQ(settings.judge.lbr.min_r_squared, 0.8);
  EXPECT_EQ(settings.judge.lbr.critical_time, 2h);
  EXPECT_EQ(settings.limit, SizeOrPercent(Percent{80.0}));
  EXPECT_EQ(format_rfc3339(*settings.range.since), "2026-11-21T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(*settings.range.until), "2026-11-21T09:00:00.000Z");
  EXPECT_EQ(settings.process, "^srv");
}

TEST(AnalyzeOptions, EachBoundOfTheVerdictIsTaken) {
  const JudgeSettings judge =
      analysis({"--min-growth=2MiB", "--min-growth-share=0.2", "--leak-time=1d", "--leak-windows=3.5",
                "--sure-windows=40", "--sure-r2=0.9", "--sure-time=1h", "--sure-samples=9", "--p-value=0.001",
                "--min-ticks=30", "--min-alive=1m"})
          .judge;
  EXPECT_EQ(judge.growth.verdict.min_growth_bytes, 2097152.0);
  EXPECT_EQ(judge.growth.verdict.min_growth_of_floor, 0.2);
  EXPECT_EQ(judge.growth.verdict.leak_seconds, 86400.0);
  EXPECT_EQ(judge.growth.verdict.leak_windows, 3.5);
  EXPECT_EQ(judge.growth.verdict.sure_windows, 40.0);
  EXPECT_EQ(judge.growth.verdict.sure_r_squared, 0.9);
  EXPECT_EQ(judge.growth.verdict.sure_seconds, 3600.0);
  EXPECT_EQ(judge.growth.verdict.sure_samples, 9U);
  EXPECT_EQ(judge.growth.growth.p_value, 0.001);
  EXPECT_EQ(judge.min_ticks, 30U);
  EXPECT_EQ(judge.min_alive, 1min);
}

TEST(AnalyzeOptions, BoundsOfTheVerdictComeFromTheEnvironmentToo) {
  const Environment environment{{"TIDEMARK_LEAK_WINDOWS", "5"}, {"TIDEMARK_SURE_WINDOWS", "50"},
                                {"TIDEMARK_SURE_SAMPLES", "7"}, {"TIDEMARK_P_VALUE", "0.05"},
                                {"TIDEMARK_MIN_TICKS", "12"},   {"TIDEMARK_MIN_ALIVE", "2s"}};
  const std::vector<std::string> arguments{"--min-ticks=11", "a.tidemark"};
  const JudgeSettings judge =
      to_analysis_settings(read_command_line(analyze_options(), arguments, environment)).judge;
  EXPECT_EQ(judge.growth.verdict.leak_windows, 5.0);
  EXPECT_EQ(judge.growth.verdict.sure_windows, 50.0);
  EXPECT_EQ(judge.growth.verdict.sure_samples, 7U);
  EXPECT_EQ(judge.growth.growth.p_value, 0.05);
  EXPECT_EQ(judge.min_ticks, 11U) << "a flag wins";
  EXPECT_EQ(judge.min_alive, 2s);
}

TEST(AnalyzeOptions, FewerTicksThanGrowthCanBeJudgedByAreAnError) {
  const std::string error = error_of({"--min-ticks=5"});
  EXPECT_TRUE(has(error, "min-ticks: '5' is not a whole number from 6 to ")) << error;
}

TEST(AnalyzeOptions, AllNamesEveryMetric) {
  EXPECT_EQ(analysis({"--metric", "all"}).metrics.size(), 4U);
  EXPECT_EQ(analysis({"--metric", "rss,rss"}).metrics.size(), 1U);
}

TEST(AnalyzeOptions, JobsAreSuspectAtMostUnlessAskedOtherwise) {
  EXPECT_EQ(analysis({}).jobs.policy, JobPolicy::kSuspect);
  EXPECT_EQ(analysis({"--judge-jobs=never"}).jobs.policy, JobPolicy::kNever);
  EXPECT_EQ(analysis({"--judge-jobs", "growth"}).jobs.policy, JobPolicy::kGrowth);
}

TEST(AnalyzeOptions, AWrongValueIsAnErrorThatNamesTheSetting) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"metric", "vm"},         {"metric", ""},        {"metric", "rss,"},      {"max-gap", "0s"},
      {"max-gap", "soon"},      {"resample", "0ms"},   {"min-window", "1"},     {"min-window", "x"},
      {"min-r2", "1.1"},        {"min-r2", "nan"},     {"limit", "much"},       {"critical-time", "0"},
      {"since", "noon"},        {"until", "12:60"},    {"limit", "-5GiB"},      {"leak-windows", "-1"},
      {"leak-windows", "many"}, {"sure-samples", "0"}, {"sure-samples", "2.5"}, {"sure-r2", "1.1"},
      {"sure-time", ""},        {"p-value", "0"},      {"p-value", "0.5"},      {"min-ticks", "5"},
      {"min-ticks", "-10"},     {"min-alive", "10"},   {"min-alive", "-1s"},    {"judge-jobs", "always"},
  };
  for (const auto& [name, value] : wrong) {
    const std::string error = error_of({"--" + name + "=" + value});
    EXPECT_TRUE(has(error, name)) << name << " " << value << ": " << error;
  }
}

TEST(AnalyzeOptions, FailOnNamesAVerdictOrNever) {
  const auto fail_on = [](const std::vector<std::string>& arguments) {
    return to_fail_rule(read_command_line(analyze_options(), arguments, {})).from;
  };
  EXPECT_EQ(fail_on({}), Verdict::kLeak);
  EXPECT_EQ(fail_on({"--fail-on", "suspect"}), Verdict::kSuspect);
  EXPECT_EQ(fail_on({"--fail-on", "never"}), std::nullopt);
  EXPECT_TRUE(has(user_error([&] { fail_on({"--fail-on", "clean"}); }), "fail-on"));
}

TEST(AnalyzeOptions, EverySettingIsKnownWhereAVariableIsNearlyCalledSo) {
  std::vector<std::string> names{"recording",    "input",      "from",    "output", "force",
                                 "memory-total", "utc-offset", "lenient", "state",  "long-span",
                                 "journal",      "textfile",   "events"};
  const CommandOptions options = analyze_options();
  for (const auto& option : options.shown.options()) {
    if (option->long_name() != "help") names.push_back(option->long_name());
  }
  for (const std::string& name : names) {
    if (name.size() < 4) continue;  // nearly every short word is near
    std::string variable = "TIDEMARK_" + name + name.back();
    for (char& letter : variable) letter = letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
    const auto warnings = warn_of_variables({{variable, "x"}});
    ASSERT_EQ(warnings.size(), 1U) << name;
    EXPECT_TRUE(has(warnings[0], "only '" + name + "'")) << warnings[0];
  }
}

}  // namespace
}  // namespace tidemark
