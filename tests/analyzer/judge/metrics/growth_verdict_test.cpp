#include "analyzer/judge/metrics/growth_verdict.hpp"

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

TEST(JudgeGrowth, ALimitSixtyWindowsAheadIsNotForetold) {
  GrowthFinding finding = sustained();
  finding.window.span_seconds = 2400.0 / 59.0;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kCritical);
  finding.window.span_seconds = 2400.0 / 61.0;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, ASlopeThatMayBeFarSlowerIsNotCritical) {
  GrowthFinding finding = sustained();
  finding.slope_low = finding.slope_bytes_per_second * 2400.0 / 14300.0;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kCritical);
  finding.slope_low = finding.slope_bytes_per_second * 2400.0 / 14500.0;
  EXPECT_EQ(judge_growth(finding, 600, 400.0 * kMebibyte).verdict, Verdict::kLeak);
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
// And where the limit is near by the slope:
enum NearRule { kWindows = kRules, kSlowEnd, kNearRules };

std::vector<AskedRule> rules_of(const GrowthFinding& finding, std::size_t ticks,
                                std::optional<double> limit_bytes) {
  std::vector<AskedRule> rules = judge_growth(finding, ticks, limit_bytes).rules;
  EXPECT_GE(rules.size(), kRules);
  rules.resize(kNearRules);
  return rules;
}

TEST(JudgeGrowth, EachRuleOfTheVerdictHasItsFigureAndBound) {
  GrowthFinding finding = sustained();
  finding.rising_floors = 24;
  const auto rules = rules_of(finding, 600, 400.0 * kMebibyte);
  for (const AskedRule& rule : rules) EXPECT_TRUE(rule.passed) << rule.figure;
  EXPECT_EQ(rules[kTicks].value, 600.0);
  EXPECT_EQ(rules[kTicks].bound, 20.0);
  EXPECT_EQ(rules[kFloors].value, 24.0);
  EXPECT_EQ(rules[kFloors].bound, 8.0);
  EXPECT_EQ(rules[kLeastGrowth].value, 60.0 * kMebibyte);
  EXPECT_EQ(rules[kLeastGrowth].bound, kMebibyte);
  EXPECT_DOUBLE_EQ(rules[kPart].value, 60.0 / 130.0);
  EXPECT_EQ(rules[kPart].bound, 0.1);
  EXPECT_NEAR(rules[kHorizon].value, 2400.0, 1e-6);
  EXPECT_EQ(rules[kHorizon].bound, 12000.0);
  EXPECT_NEAR(rules[kCriticalTime].value, 2400.0, 1e-6);
  EXPECT_EQ(rules[kCriticalTime].bound, 3600.0);
  EXPECT_NEAR(rules[kWindows].value, 4.0, 1e-6);
  EXPECT_EQ(rules[kWindows].bound, 60.0);
  EXPECT_NEAR(rules[kSlowEnd].value, 2400.0 / 0.9, 1e-6);
  EXPECT_EQ(rules[kSlowEnd].bound, 14400.0);
}

TEST(JudgeGrowth, ManyTicksAreEnoughWithoutRisingFloorsAndTheOtherWayRound) {
  GrowthFinding finding = sustained();
  auto rules = rules_of(finding, 600, std::nullopt);
  EXPECT_TRUE(rules[kFloors].passed);
  EXPECT_TRUE(rules[kFloors].figure.ends_with("; not asked of so many ticks")) << rules[kFloors].figure;
  finding.rising_floors = 8;
  rules = rules_of(finding, 11, std::nullopt);
  EXPECT_TRUE(rules[kTicks].passed);
  EXPECT_TRUE(rules[kTicks].figure.ends_with("; fewer will do where so many floors rise"));
  finding.rising_floors = 7;
  rules = rules_of(finding, 11, std::nullopt);
  EXPECT_FALSE(rules[kTicks].passed || rules[kFloors].passed);
}

TEST(JudgeGrowth, ALargePartMakesUpForAFarLimitAndANearLimitForASmallPart) {
  GrowthFinding finding = sustained();
  auto rules = rules_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_TRUE(rules[kPart].passed && rules[kHorizon].passed);
  EXPECT_TRUE(rules[kHorizon].figure.ends_with("; not asked of so large a part")) << rules[kHorizon].figure;
  EXPECT_FALSE(rules[kCriticalTime].passed);
  finding.median_floor_bytes = 800.0 * kMebibyte;
  rules = rules_of(finding, 600, 400.0 * kMebibyte);
  EXPECT_TRUE(rules[kPart].passed && rules[kHorizon].passed);
  EXPECT_TRUE(rules[kPart].figure.ends_with("; less will do so near the limit")) << rules[kPart].figure;
  rules = rules_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_FALSE(rules[kPart].passed || rules[kHorizon].passed);
}

TEST(JudgeGrowth, ATimeToTheLimitThatIsNotKnownIsInfiniteAndSaysWhy) {
  GrowthFinding finding = sustained();
  auto rules = rules_of(finding, 600, std::nullopt);
  EXPECT_TRUE(std::isinf(rules[kCriticalTime].value));
  EXPECT_EQ(rules[kCriticalTime].figure, "seconds to the limit, which is not known");
  finding.slope_bytes_per_second = 0.0;
  rules = rules_of(finding, 600, 64.0 * kGibibyte);
  EXPECT_TRUE(std::isinf(rules[kCriticalTime].value));
  EXPECT_EQ(rules[kCriticalTime].figure, "seconds to the limit, towards which nothing grows");
}

TEST(JudgeGrowth, WhatIsNotSustainedIsHeldAgainstTheRulesAsWellAndKeepsItsVerdict) {
  GrowthFinding finding = sustained();
  finding.sustained = false;
  finding.rule = GrowthRule::kOneStep;
  const auto rules = rules_of(finding, 600, 400.0 * kMebibyte);
  EXPECT_TRUE(rules[kCriticalTime].passed);
  const JudgedGrowth judged = judge_growth(finding, 600, 400.0 * kMebibyte);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_FALSE(judged.seconds_to_limit);
}

TEST(JudgeGrowth, WhatHoldsStillHasNoRulesOfGrowth) {
  GrowthFinding finding;
  finding.rule = GrowthRule::kHoldsStill;
  const JudgedGrowth judged = judge_growth(finding, 600, std::nullopt);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_TRUE(judged.rules.empty());
}

}  // namespace
}  // namespace tidemark
