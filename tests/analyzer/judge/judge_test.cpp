#include "analyzer/judge/judge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

// VmSize in KiB at each of `ticks` ticks.
using Shape = std::function<std::int64_t(std::uint32_t tick)>;

MadeRecording recording_of(std::uint32_t ticks, const Shape& vm_size) {
  MadeRecording made(ticks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < ticks; ++i) rows.emplace_back(i, vm_size(i));
  made.add_process(rows);
  return made;
}

constexpr Detectors kLbrAlone{.lbr = true, .growth = false};

Judgement judge_recording(const MadeRecording& made, const MemoryLimit& limit,
                          Detectors detectors = kLbrAlone) {
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kVmSize, {}), limit}};
  JudgeSettings settings;
  settings.detectors = detectors;
  return judge(history, metrics, std::vector{Metric::kVmSize}, {}, {}, settings);
}

std::int64_t leak(std::uint32_t tick) { return 100'000 + 10'000 * static_cast<std::int64_t>(tick); }

double leak_bytes(std::uint32_t tick) { return 1024.0 * static_cast<double>(leak(tick)); }

TEST(Judge, GrowthToTheLimitInTheLastSegmentIsCritical) {
  const Judgement judgement = judge_recording(recording_of(60, leak), {4.0 * kGib, ""});
  EXPECT_EQ(judgement.verdict, Verdict::kCritical);
  ASSERT_EQ(judgement.findings.size(), 1U);
  const Finding& finding = judgement.findings.front();
  EXPECT_EQ(finding.detector, "lbr");
  EXPECT_EQ(finding.verdict, Verdict::kCritical);
  EXPECT_NEAR(finding.slope_bytes_per_second, 10'240'000.0, 1.0);
  EXPECT_NEAR(*finding.r_squared, 1.0, 1e-12);
  EXPECT_EQ(finding.window.samples, 20U);
  EXPECT_EQ(finding.window.end - finding.window.start, std::chrono::seconds(19));
  EXPECT_EQ(finding.last_bytes, leak_bytes(59));
  EXPECT_EQ(finding.first_bytes, leak_bytes(40));
  EXPECT_EQ(finding.limit_bytes, 4.0 * kGib);
  EXPECT_NEAR(*finding.seconds_to_limit, (4.0 * kGib - leak_bytes(59)) / 10'240'000.0, 1e-6);
  EXPECT_NEAR(*finding.slope_low, finding.slope_bytes_per_second, 10.0);
  EXPECT_NEAR(*finding.slope_high, finding.slope_bytes_per_second, 10.0);
}

TEST(Judge, AWindowAtTheEndOfALongSeriesIsFoundAsAlone) {
  constexpr std::uint32_t kStillTicks = 3000;
  const auto late = [](std::uint32_t tick) { return leak(tick < kStillTicks ? 0 : tick - kStillTicks); };
  const MemoryLimit limit{24.0 * kGib, ""};
  const Judgement alone = judge_recording(recording_of(60, leak), limit);
  const Judgement behind = judge_recording(recording_of(kStillTicks + 60, late), limit);
  ASSERT_EQ(alone.findings.size(), 1U);
  ASSERT_EQ(behind.findings.size(), 1U);
  EXPECT_EQ(behind.findings.front().window.samples, alone.findings.front().window.samples);
  EXPECT_DOUBLE_EQ(behind.findings.front().slope_bytes_per_second,
                   alone.findings.front().slope_bytes_per_second);
  EXPECT_EQ(behind.findings.front().window.end - behind.findings.front().window.start,
            std::chrono::seconds(19));
}

TEST(Judge, AFarLimitIsNoFinding) {
  const Judgement judgement = judge_recording(recording_of(60, leak), {1000.0 * kGib, ""});
  EXPECT_EQ(judgement.verdict, Verdict::kClean);
  EXPECT_TRUE(judgement.findings.empty());
  EXPECT_FALSE(judgement.reason.empty());
}

TEST(Judge, GrowthOnlyBeforeAGapIsSuspect) {
  MadeRecording made = recording_of(80, [](std::uint32_t tick) { return tick < 40 ? leak(tick) : leak(39); });
  for (std::size_t i = 40; i < 80; ++i) made.recording.ticks[i].axis_ns += 60 * kSecond;
  const Judgement judgement = judge_recording(made, {4.0 * kGib, ""});
  EXPECT_EQ(judgement.verdict, Verdict::kSuspect);
  ASSERT_EQ(judgement.findings.size(), 1U);
  EXPECT_EQ(judgement.findings[0].verdict, Verdict::kSuspect);
  EXPECT_EQ(judgement.findings[0].window.samples, 20U);
}

TEST(Judge, HoldingStillIsCleanHoweverBig) {
  const Judgement judgement =
      judge_recording(recording_of(60, [](auto) { return 1'000'000'000; }), {4.0 * kGib, ""});
  EXPECT_EQ(judgement.verdict, Verdict::kClean);
  EXPECT_TRUE(judgement.notes.empty());
}

TEST(Judge, AboveTheLimitWithoutKnownHeadroomThereIsANoteAndNoFinding) {
  const Judgement judgement = judge_recording(recording_of(60, leak), {0.1 * kGib, ""});
  EXPECT_EQ(judgement.verdict, Verdict::kClean);
  ASSERT_EQ(judgement.notes.size(), 1U);
  EXPECT_NE(judgement.reason.find("neither RSS nor MemAvailable"), std::string::npos);
}

TEST(Judge, AboveTheLimitTheHeadroomDecides) {
  MadeRecording made = recording_of(60, leak);
  for (Tick& tick : made.recording.ticks) tick.mem_available = Kib(1024 * 1024);
  const Judgement critical = judge_recording(made, {0.1 * kGib, ""});
  EXPECT_EQ(critical.verdict, Verdict::kCritical);
  EXPECT_NEAR(*critical.findings.at(0).seconds_to_limit, kGib / 10'240'000.0, 1e-6);
  for (Tick& tick : made.recording.ticks) tick.mem_available = Kib(1024LL * 1024 * 1024);
  EXPECT_EQ(judge_recording(made, {0.1 * kGib, ""}).verdict, Verdict::kClean);
}

TEST(Judge, AnUnknownLimitIsSaid) {
  const Judgement judgement =
      judge_recording(recording_of(60, leak), {std::nullopt, "no MemTotal was recorded"});
  EXPECT_EQ(judgement.verdict, Verdict::kClean);
  EXPECT_NE(judgement.reason.find("no MemTotal was recorded"), std::string::npos);
}

TEST(Judge, TooFewTicksOrSecondsAreInsufficientAndNeverClean) {
  EXPECT_EQ(judge_recording(recording_of(10, leak), {4.0 * kGib, ""}).verdict, Verdict::kInsufficient);
  EXPECT_EQ(judge_recording(recording_of(11, leak), {4.0 * kGib, ""}).verdict, Verdict::kClean);
  MadeRecording sparse = recording_of(5, leak);
  for (std::size_t i = 0; i < 5; ++i) sparse.recording.ticks[i].axis_ns *= 60;
  EXPECT_EQ(judge_recording(sparse, {4.0 * kGib, ""}).verdict, Verdict::kInsufficient);
}

TEST(Judge, WhatIsSeenTooShortIsExplainedByItsTicksAndSeconds) {
  const MadeRecording made = recording_of(5, leak);
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kVmSize, {}), {}}};
  JudgeSettings settings;
  const auto looked_at = [&] {
    return judge(history, metrics, std::vector{Metric::kVmSize}, {}, {}, settings).looked_at;
  };
  EXPECT_TRUE(looked_at().empty());
  settings.growth.growth.every_rule = true;
  const std::vector<Finding> explained = looked_at();
  ASSERT_EQ(explained.size(), 1U);
  EXPECT_EQ(explained[0].verdict, Verdict::kInsufficient);
  ASSERT_EQ(explained[0].rules.size(), 2U);
  EXPECT_EQ(explained[0].rules[0].value, 5.0);
  EXPECT_EQ(explained[0].rules[0].bound, 6.0);
  EXPECT_FALSE(explained[0].rules[0].passed);
  EXPECT_EQ(explained[0].rules[1].value, 4.0);
  EXPECT_FALSE(explained[0].rules[1].passed);
}

TEST(Judge, TheLeastTicksAndTimeAliveCanBeSet) {
  const MadeRecording made = recording_of(30, leak);
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kVmSize, {}), {4.0 * kGib, ""}}};
  const auto verdict = [&](std::size_t min_ticks, std::chrono::seconds min_alive) {
    JudgeSettings settings;
    settings.min_ticks = min_ticks;
    settings.min_alive = min_alive;
    return judge(history, metrics, std::vector{Metric::kVmSize}, {}, {}, settings).verdict;
  };
  EXPECT_EQ(verdict(30, std::chrono::seconds(29)), Verdict::kCritical);
  EXPECT_EQ(verdict(31, std::chrono::seconds(29)), Verdict::kInsufficient);
  EXPECT_EQ(verdict(30, std::chrono::seconds(30)), Verdict::kInsufficient);
}

TEST(Judge, TicksCountAndNotRows) {
  MadeRecording made(60);
  made.add_process({{0, 100}});
  EXPECT_EQ(judge_recording(made, {4.0 * kGib, ""}).verdict, Verdict::kClean);
}

constexpr Detectors kBoth{};

TEST(Judge, SustainedGrowthToTheLimitIsCriticalByBothDetectors) {
  const Judgement judgement = judge_recording(recording_of(120, leak), {4.0 * kGib, ""}, kBoth);
  EXPECT_EQ(judgement.verdict, Verdict::kCritical);
  ASSERT_EQ(judgement.findings.size(), 2U);
  EXPECT_EQ(judgement.findings[0].detector, "growth");
  EXPECT_EQ(judgement.findings[1].detector, "lbr");
  const Finding& growth = judgement.findings[0];
  EXPECT_LT(*growth.slope_low, growth.slope_bytes_per_second + 1.0);
  EXPECT_GT(*growth.slope_high, growth.slope_bytes_per_second - 1.0);
  EXPECT_NEAR(growth.slope_bytes_per_second, 10'240'000.0, 1e5);
  EXPECT_LT(*growth.p_value, 0.01);
  EXPECT_FALSE(growth.rules.empty());
}

// Of a line chosen because it fits it says little.
TEST(Judge, TheChanceOfAFittedLineIsNoneOfTheFamily) {
  const MadeRecording made = recording_of(120, leak);
  const MemoryLimit limit{4.0 * kGib, ""};
  const Judgement growth = judge_recording(made, limit, {.lbr = false, .growth = true});
  const Judgement both = judge_recording(made, limit, kBoth);
  ASSERT_EQ(both.findings.size(), 2U);
  ASSERT_TRUE(both.findings[1].p_value);
  EXPECT_LT(*both.findings[1].p_value, *both.findings[0].p_value);
  EXPECT_EQ(both.p_value, growth.p_value);
  EXPECT_EQ(both.findings[0].p_value, growth.findings[0].p_value);
  EXPECT_EQ(both.verdict, growth.verdict);
  EXPECT_FALSE(judge_recording(made, limit, kLbrAlone).p_value);
}

TEST(Judge, SustainedGrowthWithAFarLimitIsALeak) {
  const Judgement judgement = judge_recording(recording_of(120, leak), {1e6 * kGib, ""}, kBoth);
  EXPECT_EQ(judgement.verdict, Verdict::kLeak);
  ASSERT_EQ(judgement.findings.size(), 1U);
}

TEST(Judge, ALineThroughAToothIsNoFindingWhereTheFloorHoldsStill) {
  const auto tooth = [](std::uint32_t tick) {
    return 100'000 + 20'000 * static_cast<std::int64_t>(tick % 40);
  };
  const MadeRecording made = recording_of(400, tooth);
  EXPECT_EQ(judge_recording(made, {2.0 * kGib, ""}).verdict, Verdict::kCritical);
  const Judgement both = judge_recording(made, {2.0 * kGib, ""}, kBoth);
  EXPECT_EQ(both.verdict, Verdict::kClean);
  EXPECT_TRUE(both.findings.empty());
  EXPECT_EQ(both.looked_at.size(), 1U);
  EXPECT_FALSE(both.reason.empty());
}

TEST(Judge, BelowTwentyTicksOnlyFloorsThatAllRiseAreALeak) {
  const auto late = [](std::uint32_t tick) { return tick < 8 ? leak(0) : leak(tick - 8); };
  EXPECT_LE(judge_recording(recording_of(18, late), {1e6 * kGib, ""}, kBoth).verdict, Verdict::kSuspect);
  EXPECT_EQ(judge_recording(recording_of(18, leak), {1e6 * kGib, ""}, kBoth).verdict, Verdict::kLeak);
}

// A leak in one metric; the others hold still or leak alike.
Judgement judge_metrics(std::uint32_t ticks, const Shape& of_vm_size, const Shape& of_others) {
  const MadeRecording one = recording_of(ticks, of_vm_size), another = recording_of(ticks, of_others);
  const History history = fill_history({{{&one.recording, 0}}}, {});
  const History others = fill_history({{{&another.recording, 0}}}, {});
  std::vector<MetricHistory> metrics;
  for (const Metric metric : kAllMetrics) {
    Series series = make_series(metric == Metric::kVmSize ? history : others, Metric::kVmSize, {});
    series.metric = metric;
    metrics.push_back({std::move(series), {64.0 * kGib, ""}});
  }
  return judge(history, metrics, kAllMetrics, {}, {}, {});
}

TEST(Judge, MetricsThatGrowTogetherCostNothing) {
  const auto alone = judge_recording(recording_of(200, leak), {64.0 * kGib, ""}, {});
  const auto together = judge_metrics(200, leak, leak);
  ASSERT_TRUE(alone.p_value && together.p_value);
  EXPECT_DOUBLE_EQ(*together.p_value, *alone.p_value);
  EXPECT_EQ(together.verdict, alone.verdict);
}

TEST(Judge, OneMetricOfFourThatGrowsHasFourTimesItsChance) {
  const auto alone = judge_recording(recording_of(200, leak), {64.0 * kGib, ""}, {});
  const auto among_four = judge_metrics(200, leak, [](std::uint32_t) { return 50'000; });
  ASSERT_TRUE(alone.p_value && among_four.p_value);
  EXPECT_DOUBLE_EQ(*among_four.p_value, 4.0 * *alone.p_value);
  EXPECT_DOUBLE_EQ(*among_four.findings.front().p_value, *among_four.p_value);
  EXPECT_EQ(among_four.verdict, alone.verdict);
}

// Of rising series with much noise some are leaks by a narrow margin when looked at alone.
TEST(Judge, ATrendThatMayBeTheChanceOfFourMetricsIsSuspectOnly) {
  constexpr double kBound = 0.015;
  int lowered = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0.0, 6000.0);
    std::vector<std::int64_t> values(24);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = std::llround(100'000.0 + 2000.0 * static_cast<double>(i) + noise(random));
    }
    const Shape rising = [&](std::uint32_t tick) { return values[tick]; };
    const auto alone = judge_recording(recording_of(24, rising), {64.0 * kGib, ""}, {});
    const auto among_four = judge_metrics(24, rising, [](std::uint32_t) { return 50'000; });
    if (alone.verdict < Verdict::kLeak) continue;
    const bool is_certain = 4.0 * *alone.p_value <= kBound;
    EXPECT_EQ(among_four.verdict, is_certain ? alone.verdict : Verdict::kSuspect) << seed;
    lowered += is_certain ? 0 : 1;
  }
  EXPECT_GT(lowered, 0);
}

TEST(Judge, WhatHoldsStillIsNotTestedForATrend) {
  EXPECT_FALSE(judge_recording(recording_of(200, [](std::uint32_t) { return 50'000; }), {64.0 * kGib, ""}, {})
                   .p_value);
}

}  // namespace
}  // namespace tidemark
