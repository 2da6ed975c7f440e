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
  const JudgedGrowth judged = judge_growth(sustained(), std::nullopt);
  EXPECT_EQ(judged.verdict, Verdict::kLeak);
  EXPECT_FALSE(judged.seconds_to_limit);
}

TEST(JudgeGrowth, LimitWithinTheHourIsCritical) {
  const JudgedGrowth judged = judge_growth(sustained(), 400.0 * kMebibyte);
  EXPECT_EQ(judged.verdict, Verdict::kCritical);
  EXPECT_NEAR(*judged.seconds_to_limit, 2400.0, 1.0);
  EXPECT_LT(*judged.soonest_to_limit, *judged.seconds_to_limit);
  EXPECT_GT(*judged.latest_to_limit, *judged.seconds_to_limit);
}

TEST(JudgeGrowth, TheHourItselfIsWithinTheHour) {
  GrowthFinding finding = sustained();
  finding.slope_bytes_per_second = 102400.0;
  const double limit = finding.end_bytes + 3600.0 * finding.slope_bytes_per_second;
  EXPECT_EQ(judge_growth(finding, limit).verdict, Verdict::kCritical);
  EXPECT_EQ(judge_growth(finding, limit + finding.slope_bytes_per_second).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, ALimitSixtyWindowsAheadIsNotForetold) {
  GrowthFinding finding = sustained();
  finding.window.span_seconds = 2400.0 / 59.0;
  EXPECT_EQ(judge_growth(finding, 400.0 * kMebibyte).verdict, Verdict::kCritical);
  finding.window.span_seconds = 2400.0 / 61.0;
  EXPECT_EQ(judge_growth(finding, 400.0 * kMebibyte).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, ASlopeThatMayBeFarSlowerIsNotCritical) {
  GrowthFinding finding = sustained();
  finding.slope_low = finding.slope_bytes_per_second * 2400.0 / 14300.0;
  EXPECT_EQ(judge_growth(finding, 400.0 * kMebibyte).verdict, Verdict::kCritical);
  finding.slope_low = finding.slope_bytes_per_second * 2400.0 / 14500.0;
  EXPECT_EQ(judge_growth(finding, 400.0 * kMebibyte).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, WhatHasPausedReachesNoLimitSoon) {
  GrowthFinding finding = sustained();
  finding.paused = true;
  EXPECT_EQ(judge_growth(finding, 400.0 * kMebibyte).verdict, Verdict::kLeak);
}

TEST(JudgeGrowth, LessThanATenthOfTheFloorIsSuspect) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, 64.0 * kGibibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LimitWithinTwentyWindowsMakesItMaterial) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.end_bytes = 820.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, 1900.0 * kMebibyte).verdict, Verdict::kLeak);
  EXPECT_EQ(judge_growth(finding, 2100.0 * kMebibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LimitBeyondSevenDaysIsNotMaterial) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.window.span_seconds = 10.0 * 86400.0;
  finding.slope_bytes_per_second = 60.0 * kMebibyte / finding.window.span_seconds;
  EXPECT_EQ(judge_growth(finding, 1.0 * kGibibyte).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, LessThanAMebibyteIsSuspect) {
  GrowthFinding finding = sustained();
  finding.growth_bytes = 0.9 * kMebibyte;
  finding.median_floor_bytes = 2.0 * kMebibyte;
  EXPECT_EQ(judge_growth(finding, std::nullopt).verdict, Verdict::kSuspect);
}

// A line over ten minutes and sixty samples.
GrowthFinding on_a_line() {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.end_bytes = 820.0 * kMebibyte;
  finding.r_squared = 0.99;
  finding.window.samples = 60;
  return finding;
}

TEST(JudgeGrowth, ALineForetellsAHundredWindows) {
  const double in_90_windows = (820.0 + 90.0 * 60.0) * kMebibyte;
  EXPECT_EQ(judge_growth(on_a_line(), in_90_windows).verdict, Verdict::kLeak);
  EXPECT_EQ(judge_growth(on_a_line(), (820.0 + 101.0 * 60.0) * kMebibyte).verdict, Verdict::kSuspect);
  GrowthFinding finding = on_a_line();
  finding.r_squared = 0.98;
  EXPECT_EQ(judge_growth(finding, in_90_windows).verdict, Verdict::kSuspect);
  finding = on_a_line();
  finding.window.samples = 59;
  EXPECT_EQ(judge_growth(finding, in_90_windows).verdict, Verdict::kSuspect);
  finding = on_a_line();
  finding.window.span_seconds = 599.0;
  EXPECT_EQ(judge_growth(finding, in_90_windows).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, TheHorizonOfALineCanBeSet) {
  GrowthVerdictSettings settings;
  settings.sure_windows = 80.0;
  EXPECT_EQ(judge_growth(on_a_line(), (820.0 + 90.0 * 60.0) * kMebibyte, settings).verdict,
            Verdict::kSuspect);
}

TEST(JudgeGrowth, ASlopeThatMayBeZeroIsNoAlert) {
  GrowthFinding finding = sustained();
  finding.slope_low = 0.0;
  EXPECT_EQ(judge_growth(finding, std::nullopt).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, WhatIsUnprovenUpToTheEndIsSuspect) {
  GrowthFinding finding = sustained();
  finding.sustained = false;
  finding.rule = GrowthRule::kStraight;
  EXPECT_EQ(judge_growth(finding, std::nullopt).verdict, Verdict::kSuspect);
  finding.growing_at_end = false;
  EXPECT_EQ(judge_growth(finding, std::nullopt).verdict, Verdict::kClean);
}

// Grew by 60 MiB, and holds that since.
GrowthFinding stopped() {
  GrowthFinding finding = sustained();
  finding.sustained = finding.growing_at_end = false;
  finding.stopped = true;
  finding.rule = GrowthRule::kStillGrows;
  return finding;
}

TEST(JudgeGrowth, WhatHasStoppedIsSuspect) {
  EXPECT_EQ(judge_growth(stopped(), std::nullopt).verdict, Verdict::kSuspect);
  GrowthFinding little = stopped();
  little.growth_bytes = 0.5 * kMebibyte;
  EXPECT_EQ(judge_growth(little, std::nullopt).verdict, Verdict::kClean);
}

TEST(JudgeGrowth, WhatStandsAtTheLimitIsALeak) {
  EXPECT_EQ(judge_growth(stopped(), 163.0 * kMebibyte).verdict, Verdict::kLeak) << "1.8 % below";
  EXPECT_EQ(judge_growth(stopped(), 164.0 * kMebibyte).verdict, Verdict::kSuspect) << "2.4 % below";
  EXPECT_EQ(judge_growth(stopped(), 100.0 * kMebibyte).verdict, Verdict::kSuspect) << "far above";
}

TEST(JudgeGrowth, OneStepIsClean) {
  GrowthFinding finding = sustained();
  finding.sustained = finding.growing_at_end = false;
  finding.rule = GrowthRule::kManyRises;
  EXPECT_EQ(judge_growth(finding, std::nullopt).verdict, Verdict::kClean);
}

TEST(JudgeGrowth, WhatCannotBeJudgedIsInsufficient) {
  EXPECT_EQ(judge_growth(GrowthFinding{}, std::nullopt).verdict, Verdict::kInsufficient);
}

TEST(JudgeGrowth, LevelAboveTheLimitIsReachedAtOnce) {
  EXPECT_DOUBLE_EQ(*judge_growth(sustained(), 100.0 * kMebibyte).seconds_to_limit, 0.0);
}

TEST(JudgeGrowth, BoundsCanBeSet) {
  GrowthVerdictSettings settings;
  settings.min_growth_bytes = 100.0 * kMebibyte;
  EXPECT_EQ(judge_growth(sustained(), std::nullopt, settings).verdict, Verdict::kSuspect);
}

TEST(JudgeGrowth, TheHorizonInWindowsCanBeSet) {
  GrowthFinding finding = sustained();
  finding.median_floor_bytes = 800.0 * kMebibyte;
  finding.end_bytes = 820.0 * kMebibyte;
  GrowthVerdictSettings settings;
  settings.leak_windows = 30.0;
  EXPECT_EQ(judge_growth(finding, 2100.0 * kMebibyte, settings).verdict, Verdict::kLeak);
  settings.leak_windows = 10.0;
  EXPECT_EQ(judge_growth(finding, 1900.0 * kMebibyte, settings).verdict, Verdict::kSuspect);
}

// The rules in their order.
enum Rule { kCertain, kLeastGrowth, kPart, kHorizon, kCriticalTime, kRules };
// And where the limit is near by the slope:
enum NearRule { kWindows = kRules, kSlowEnd, kNearRules };

std::vector<AskedRule> rules_of(const GrowthFinding& finding, std::optional<double> limit_bytes) {
  std::vector<AskedRule> rules = judge_growth(finding, limit_bytes).rules;
  EXPECT_GE(rules.size(), kRules);
  rules.resize(kNearRules);
  return rules;
}

TEST(JudgeGrowth, EachRuleOfTheVerdictHasItsFigureAndBound) {
  GrowthFinding finding = sustained();
  const auto rules = rules_of(finding, 400.0 * kMebibyte);
  for (const AskedRule& rule : rules) EXPECT_TRUE(rule.passed) << rule.figure;
  EXPECT_DOUBLE_EQ(rules[kCertain].value, 324.0) << "MiB an hour";
  EXPECT_EQ(rules[kCertain].bound, 0.0);
  EXPECT_EQ(rules[kLeastGrowth].value, 60.0);
  EXPECT_EQ(rules[kLeastGrowth].bound, 1.0);
  EXPECT_DOUBLE_EQ(rules[kPart].value, 6000.0 / 130.0);
  EXPECT_EQ(rules[kPart].bound, 10.0);
  EXPECT_NEAR(rules[kHorizon].value, 2400.0, 1e-6);
  EXPECT_EQ(rules[kHorizon].bound, 12000.0);
  EXPECT_NEAR(rules[kCriticalTime].value, 2400.0, 1e-6);
  EXPECT_EQ(rules[kCriticalTime].bound, 3600.0);
  EXPECT_NEAR(rules[kWindows].value, 4.0, 1e-6);
  EXPECT_EQ(rules[kWindows].bound, 60.0);
  EXPECT_NEAR(rules[kSlowEnd].value, 2400.0 / 0.9, 1e-6);
  EXPECT_EQ(rules[kSlowEnd].bound, 14400.0);
}

TEST(JudgeGrowth, ALargePartMakesUpForAFarLimitAndANearLimitForASmallPart) {
  GrowthFinding finding = sustained();
  auto rules = rules_of(finding, 64.0 * kGibibyte);
  EXPECT_TRUE(rules[kPart].passed && rules[kHorizon].passed);
  EXPECT_TRUE(rules[kHorizon].figure.ends_with("; not asked of so large a part")) << rules[kHorizon].figure;
  EXPECT_FALSE(rules[kCriticalTime].passed);
  finding.median_floor_bytes = 800.0 * kMebibyte;
  rules = rules_of(finding, 400.0 * kMebibyte);
  EXPECT_TRUE(rules[kPart].passed && rules[kHorizon].passed);
  EXPECT_TRUE(rules[kPart].figure.ends_with("; less will do so near the limit")) << rules[kPart].figure;
  rules = rules_of(finding, 64.0 * kGibibyte);
  EXPECT_FALSE(rules[kPart].passed || rules[kHorizon].passed);
}

TEST(JudgeGrowth, ATimeToTheLimitThatIsNotKnownIsInfiniteAndSaysWhy) {
  GrowthFinding finding = sustained();
  auto rules = rules_of(finding, std::nullopt);
  EXPECT_TRUE(std::isinf(rules[kCriticalTime].value));
  EXPECT_EQ(rules[kCriticalTime].figure, "seconds to the limit, which is not known");
  finding.slope_bytes_per_second = 0.0;
  rules = rules_of(finding, 64.0 * kGibibyte);
  EXPECT_TRUE(std::isinf(rules[kCriticalTime].value));
  EXPECT_EQ(rules[kCriticalTime].figure, "seconds to the limit, towards which nothing grows");
}

TEST(JudgeGrowth, WhatIsNotSustainedIsHeldAgainstTheRulesAsWellAndKeepsItsVerdict) {
  GrowthFinding finding = sustained();
  finding.sustained = finding.growing_at_end = false;
  finding.rule = GrowthRule::kManyRises;
  const auto rules = rules_of(finding, 400.0 * kMebibyte);
  EXPECT_TRUE(rules[kCriticalTime].passed);
  const JudgedGrowth judged = judge_growth(finding, 400.0 * kMebibyte);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_FALSE(judged.seconds_to_limit);
}

TEST(JudgeGrowth, WhatHoldsStillHasNoRulesOfGrowth) {
  GrowthFinding finding;
  finding.rule = GrowthRule::kMoves;
  const JudgedGrowth judged = judge_growth(finding, std::nullopt);
  EXPECT_EQ(judged.verdict, Verdict::kClean);
  EXPECT_TRUE(judged.rules.empty());
}

}  // namespace
}  // namespace tidemark
