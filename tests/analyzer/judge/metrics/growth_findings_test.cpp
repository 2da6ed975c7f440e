#include "analyzer/judge/metrics/growth_findings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::uint32_t kTicks = 200;

// Pages of files or shared memory that are resident, in KiB, at each tick; all else stands still.
using Shape = std::function<double(double tick)>;

MetricGrowth growth_of_rss(const Shape& shared_kib, const GrowthJudgeSettings& settings = {}) {
  MadeRecording made(kTicks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> vm_size;
  for (std::uint32_t i = 0; i < kTicks; ++i) vm_size.emplace_back(i, 100'000);
  RecordedProcess& process = made.add_process(vm_size);
  process.rows = {};
  for (std::uint32_t i = 0; i < kTicks; ++i) {
    const auto shared = static_cast<std::int64_t>(shared_kib(i));
    process.rows.push_back({i, {Kib(100'000), Kib(3'000 + shared), Kib(shared), Kib(4'000)}});
  }
  const History history = fill_history({{{&made.recording, 0}}}, {});
  std::vector<MetricHistory> metrics;
  for (const Metric metric : {Metric::kVmSize, Metric::kRss, Metric::kAnon, Metric::kData})
    metrics.push_back({make_series(history, metric, {}), {}});
  return judge_metric_growth(history, metrics, 1, {}, {}, settings);
}

GrowthJudgeSettings explained() {
  GrowthJudgeSettings settings;
  settings.growth.every_rule = true;
  return settings;
}

TEST(JudgeMetricGrowth, SaysHowItGrows) {
  MadeRecording made(kTicks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> vm_size;
  for (std::uint32_t i = 0; i < kTicks; ++i)
    vm_size.emplace_back(i, 100'000 + 1000 * static_cast<std::int64_t>(i));
  made.add_process(vm_size);
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kVmSize, {}), {}}};
  EXPECT_EQ(judge_metric_growth(history, metrics, 0, {}, {}, {}).finding.reason,
            "grows throughout, up to the end");
}

TEST(JudgeMetricGrowth, SharedPagesThatGoOnBeingUsedAreSuspect) {
  const MetricGrowth growth = growth_of_rss([](double tick) { return 10'000 + 100 * tick; });
  EXPECT_EQ(growth.verdict, Verdict::kSuspect);
  EXPECT_EQ(growth.finding.verdict, Verdict::kSuspect);
  EXPECT_EQ(growth.finding.reason,
            "file mappings: resident pages of files or shared memory; anon and data stand still");
}

TEST(JudgeMetricGrowth, TheLineRunsThroughTheValuesNotFromFloorToFloor) {
  const Finding finding = growth_of_rss([](double tick) { return 10'000 + 100 * tick; }).finding;
  ASSERT_EQ(finding.window.samples, kTicks);
  EXPECT_NEAR(finding.line_start_bytes(), 13'000.0 * 1024, 200.0 * 1024) << "two ticks off at most";
  EXPECT_NEAR(finding.line_end_bytes, 32'900.0 * 1024, 200.0 * 1024);
}

TEST(JudgeMetricGrowth, SharedPagesWhoseUseSlowsDownAreClean) {
  const MetricGrowth growth =
      growth_of_rss([](double tick) { return 10'000 + 14'000 * (1 - std::exp(-tick / 60)); });
  EXPECT_EQ(growth.verdict, Verdict::kClean);
  EXPECT_EQ(growth.finding.verdict, Verdict::kClean);
  EXPECT_EQ(growth.finding.cause, "file mappings");
}

TEST(JudgeMetricGrowth, WhatHoldsStillShowsItsRangeWhereItIsToBeExplained) {
  const Shape still = [](double tick) { return tick < 100 ? 10'000 : 10'100; };
  EXPECT_TRUE(growth_of_rss(still).finding.rules.empty());
  const MetricGrowth growth = growth_of_rss(still, explained());
  EXPECT_EQ(growth.verdict, Verdict::kClean);
  ASSERT_EQ(growth.finding.rules.size(), 1U);
  const AskedRule& rule = growth.finding.rules.front();
  EXPECT_EQ(rule.rule, "moves");
  EXPECT_EQ(rule.value, 100.0 / 1024);
  EXPECT_EQ(rule.bound, 0.25);
  EXPECT_FALSE(rule.passed);
}

TEST(JudgeMetricGrowth, RulesOfTheVerdictFollowThoseOfGrowthAlsoWhereClean) {
  const Shape step = [](double tick) { return tick < 100 ? 10'000 : 60'000; };
  const MetricGrowth growth = growth_of_rss(step, explained());
  EXPECT_EQ(growth.verdict, Verdict::kClean);
  const auto& rules = growth.finding.rules;
  ASSERT_GE(rules.size(), 16U);
  EXPECT_EQ(rules.front().rule, "moves");
  EXPECT_TRUE(rules.front().passed);
  EXPECT_EQ(rules[rules.size() - 5].rule, "certain");
  EXPECT_EQ(rules[rules.size() - 2].rule, "material");
  EXPECT_EQ(rules.back().rule, "critical");
}

TEST(JudgeMetricGrowth, TheWindowsShapesAreWeighedWhereTheyAreToBeExplained) {
  const Shape step = [](double tick) { return tick < 100 ? 10'000 : 60'000; };
  EXPECT_TRUE(growth_of_rss(step).finding.shapes.empty());
  const MetricGrowth growth = growth_of_rss(step, explained());
  ASSERT_FALSE(growth.finding.shapes.empty());
  EXPECT_STREQ(growth.finding.shapes.front().shape, "one step");
}

}  // namespace
}  // namespace tidemark
