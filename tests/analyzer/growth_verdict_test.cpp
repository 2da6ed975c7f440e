#include "analyzer/growth_verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kGibibyte = 1024.0 * kMebibyte;

// 60 MiB in 600 s on a floor of 100 to 160 MiB.
GrowthFinding sustained() {
  GrowthFinding finding;
  finding.sustained = finding.rising = finding.growing_at_end = true;
  finding.rule = GrowthRule::kSustained;
  finding.growth_bytes = 60.0 * kMebibyte;
  finding.median_floor_bytes = 130.0 * kMebibyte;
  finding.end_bytes = 160.0 * kMebibyte;
  finding.slope_bytes_per_second = 0.1 * kMebibyte;
  finding.slope_low = 0.09 * kMebibyte;
  finding.slope_high = 0.11 * kMebibyte;
  finding.window.span_seconds = 600.0;
  return finding;
}

TEST(JudgeGrowth, MaterialGrowthIsALeakWithoutALimit) {
  const JudgedGrowth judged = judge_growth(sustained(), 600, std::nullopt);
  EXPECT_EQ(judged.verdict, Verdict::kLeak);
  EXPECT_FALSE(judged.seconds_to_limit);
}

TEST(JudgeGrowth, LimitWithinTheHourIsCritical) {
  const JudgedGrowth judged = judge_growth(sustained(), 600, 400.0 * kMebibyte);
  EXPECT_EQ(judged.verdict, Verdict::kCritical);
  EXPECT_NEAR(*judged.seconds_to_limit, 2400.0, 1.0);
  EXPECT_LT(*judged.soonest_to_limit, *judged.seconds_to_limit);
  EXPECT_GT(*judged.latest_to_limit, *judged.seconds_to_limit);
}

TEST(JudgeGrowth, WhatHasPausedReachesNoLimitSoon) {
  GrowthFinding finding = sustained();
  finding.paused = true;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, WhatBeganLateIsSuspectUnlessTheLimitIsNear) {
  GrowthFinding finding = sustained();
  finding.began_late = true;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kCritical);
  EXPECT_EQ(judge_growth(finding, 600, 64.0 * kGibibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LessThanATenthOfTheFloorIsSuspect) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, 600, 64.0 * kGibibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LimitWithinTwentyWindowsMakesItMaterial) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.end_bytes = 820.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, 600, 1900.0 * kMebibyte).verdict, Verdict::kLeak);
  EXPECT_EQ(judge_growth(finding, 600, 2100.0 * kMebibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LimitBeyondSevenDaysIsNotMaterial) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.window.span_seconds = 10.0 * 86400.0;
  finding.slope_bytes_per_second = 60.0 * kMebibyte / finding.window.span_seconds;
  EXPECT_EQ(judge_growth(finding, 600, 1.0 * kGibibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LessThanAMebibyteIsSuspect) {
  GrowthFinding finding = sustained();
  finding.growth_bytes = 0.9 * kMebibyte;
  finding.median_floor_bytes = 2.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, 600, std::nullopt).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, FewTicksAreSuspectUnlessEnoughFloorsRise) {
  GrowthFinding finding = sustained();
  EXPECT_EQ(judge_growth(finding, 19, std::nullopt).verdict, Verdict::kSuspect);
  EXPECT_EQ(judge_growth(finding, 20, std::nullopt).verdict, Verdict::kLeak);
  finding.rising_floors = 8;
  EXPECT_EQ(judge_growth(finding, 19, std::nullopt).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, SlowingGrowthIsSuspectAndStoppedGrowthClean) {
  GrowthFinding finding = sustained();
  finding.sustained = false;
  finding.rule = GrowthRule::kFlattened;
  EXPECT_EQ(judge_growth(finding, 600, std::nullopt).verdict, Verdict::kSuspect);
  finding.growing_at_end = false;
  EXPECT_EQ(judge_growth(finding, 600, std::nullopt).verdict, Verdict::kClean);
}

TEST(JudgeGrowth, OneStepIsClean) {
  GrowthFinding finding = sustained();
  finding.sustained = false;
  finding.rule = GrowthRule::kOneStep;
  EXPECT_EQ(judge_growth(finding, 600, std::nullopt).verdict, Verdict::kClean);
}

TEST(JudgeGrowth, WhatCannotBeJudgedIsInsufficient) {
  EXPECT_EQ(judge_growth(GrowthFinding{}, 5, std::nullopt).verdict, Verdict::kInsufficient);
}

TEST(JudgeGrowth, LevelAboveTheLimitIsReachedAtOnce) {
  EXPECT_DOUBLE_EQ(*judge_growth(sustained(), 600, 100.0 * kMebibyte).seconds_to_limit, 0.0);
}

TEST(JudgeGrowth, BoundsCanBeSet) {
  GrowthVerdictSettings settings;
  settings.min_growth_bytes = 100.0 * kMebibyte;
  EXPECT_EQ(judge_growth(sustained(), 600, std::nullopt, settings).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, TheHorizonInWindowsCanBeSet) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.end_bytes = 820.0 * kMebibyte;
  GrowthVerdictSettings settings;
  settings.leak_windows = 30.0;
  EXPECT_EQ(judge_growth(finding, 600, 2100.0 * kMebibyte, settings).verdict, Verdict::kLeak);
  settings.leak_windows = 10.0;
  EXPECT_EQ(judge_growth(finding, 600, 1900.0 * kMebibyte, settings).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, TheTicksAndFloorsThatProveALeakCanBeSet) {
  GrowthFinding finding = sustained();
  finding.rising_floors = 8;
  GrowthVerdictSettings settings;
  settings.ticks_for_leak = 60;
  EXPECT_EQ(judge_growth(finding, 59, std::nullopt, settings).verdict, Verdict::kLeak);
  settings.rising_floors_for_leak = 9;
  EXPECT_EQ(judge_growth(finding, 59, std::nullopt, settings).verdict, Verdict::kSuspect);
  EXPECT_EQ(judge_growth(finding, 60, std::nullopt, settings).verdict, Verdict::kLeak);
}

// The rules in their order.
enum Rule { kTicks, kFloors, kLeastGrowth, kPart, kHorizon, kCriticalTime, kRules };

std::vector<FindingTest> tests_of(const GrowthFinding& finding, std::size_t ticks,
                                  std::optional<double> limit_bytes) {
  std::vector<FindingTest> tests = judge_growth(finding, ticks, limit_bytes).tests;
  EXPECT_EQ(tests.size(), kRules);
  tests.resize(kRules);
  return tests;
}

TEST(JudgeGrowth, EachRuleOfTheVerdictHasItsFigureAndBound) {
  GrowthFinding finding = sustained();
  finding.rising_floors = 24;
  const auto tests = tests_of(finding, 600, 400.0 * kMebibyte);
  for (const FindingTest& test : tests) EXPECT_TRUE(test.passed) << test.figure;
  EXPECT_EQ(tests[kTicks].value, 600.0);
  EXPECT_EQ(tests[kTicks].bound, 20.0);
  EXPECT_EQ(tests[kFloors].value, 24.0);
  EXPECT_EQ(tests[kFloors].bound, 8.0);
  EXPECT_EQ(tests[kLeastGrowth].value, 60.0 * kMebibyte);
  EXPECT_EQ(tests[kLeastGrowth].bound, kMebibyte);
  EXPECT_DOUBLE_EQ(tests[kPart].value, 60.0 / 130.0);
  EXPECT_EQ(tests[kPart].bound, 0.1);
  EXPECT_NEAR(tests[kHorizon].value, 2400.0, 1e-6);
  EXPECT_EQ(tests[kHorizon].bound, 12000.0);
  EXPECT_NEAR(tests[kCriticalTime].value, 2400.0, 1e-6);
  EXPECT_EQ(tests[kCriticalTime].bound, 3600.0);
}

TEST(JudgeGrowth, ManyTicksAreEnoughWithoutRisingFloorsAndTheOtherWayRound) {
  GrowthFinding finding = sustained();
  auto tests = tests_of(finding, 600, std::nullopt);
  EXPECT_TRUE(tests[kFloors].passed);
  EXPECT_TRUE(tests[kFloors].figure.ends_with("; not asked of so many ticks")) << tests[kFloors].figure;
  finding.rising_floors = 8;
  tests = tests_of(finding, 11, std::nullopt);
  EXPECT_TRUE(tests[kTicks].passed);
  EXPECT_TRUE(tests[kTicks].figure.ends_with("; fewer will do where so many floors rise"));
  finding.rising_floors = 7;
  tests = tests_of(finding, 11, std::nullopt);
  EXPECT_FALSE(tests[kTicks].passed || tests[kFloors].passed);
}

TEST(JudgeGrowth, ALargePartMakesUpForAFarLimitAndANearLimitForASmallPart) {
  GrowthFinding finding = sustained();
  auto tests = tests_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_TRUE(tests[kPart].passed && tests[kHorizon].passed);
  EXPECT_TRUE(tests[kHorizon].figure.ends_with("; not asked of so large a part")) << tests[kHorizon].figure;
  EXPECT_FALSE(tests[kCriticalTime].passed);
  finding.median_floor_bytes = 800.0 * kMebibyte;
  tests = tests_of(finding, 600, 400.0 * kMebibyte);
  EXPECT_TRUE(tests[kPart].passed && tests[kHorizon].passed);
  EXPECT_TRUE(tests[kPart].figure.ends_with("; less will do so near the limit")) << tests[kPart].figure;
  tests = tests_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_FALSE(tests[kPart].passed || tests[kHorizon].passed);
}

TEST(JudgeGrowth, ATimeToTheLimitThatIsNotKnownIsInfiniteAndSaysWhy) {
  GrowthFinding finding = sustained();
  auto tests = tests_of(finding, 600, std::nullopt);
  EXPECT_TRUE(std::isinf(tests[kCriticalTime].value));
  EXPECT_EQ(tests[kCriticalTime].figure, "seconds to the limit, which is not known");
  finding.slope_bytes_per_second = 0.0;
  tests = tests_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_TRUE(std::isinf(tests[kCriticalTime].value));
  EXPECT_EQ(tests[kCriticalTime].figure, "seconds to the limit, towards which nothing grows");
}

TEST(JudgeGrowth, WhatIsNotSustainedIsHeldAgainstTheRulesAsWellAndKeepsItsVerdict) {
  GrowthFinding finding = sustained();
  finding.sustained = false;
  finding.rule = GrowthRule::kOneStep;
  const auto tests = tests_of(finding, 600, 400.0 * kMebibyte);
  EXPECT_TRUE(tests[kCriticalTime].passed);
  const JudgedGrowth judged = judge_growth(finding, 600, 400.0 * kMebibyte);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_FALSE(judged.seconds_to_limit);
}

TEST(JudgeGrowth, WhatHoldsStillHasNoRulesOfGrowth) {
  GrowthFinding finding;
  finding.rule = GrowthRule::kHoldsStill;
  const JudgedGrowth judged = judge_growth(finding, 600, std::nullopt);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_TRUE(judged.tests.empty());
}

}  // namespace
}  // namespace tidemark
