#include "analyzer/growth_verdict.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tidemark
