#include "analyzer/growth/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "analyzer/numbers/trend.hpp"
#include "tests/analyzer/growth/made_blocks.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::size_t kBlocks = 24;

GrowthFinding judge(const FloorBlocks& blocks, const GrowthSettings& settings = {}, std::size_t start = 0,
                    std::size_t windows = 1) {
  WholeSeriesFit whole(blocks, settings);
  return judge_window(blocks, start, windows, whole, settings);
}

GrowthSettings with_every_rule(GrowthSettings settings = {}) {
  settings.every_rule = true;
  return settings;
}

// The rule whose figure begins with these words, with every rule worked out.
AskedGrowthRule ask(const std::string& words, const FloorBlocks& blocks, const GrowthSettings& settings = {},
                    std::size_t start = 0) {
  const GrowthFinding finding = judge(blocks, with_every_rule(settings), start);
  const auto found =
      std::find_if(finding.rules.begin(), finding.rules.end(),
                   [&](const AskedGrowthRule& rule) { return std::string(rule.figure).starts_with(words); });
  EXPECT_NE(found, finding.rules.end()) << words;
  return found == finding.rules.end() ? AskedGrowthRule{} : *found;
}

double just_above(double value) { return std::nextafter(value, 2.0 * value); }
double just_below(double value) { return std::nextafter(value, 0.0); }

const FloorBlocks kLine = blocks_of(kBlocks, [](double i) { return 100.0 + i; });
const FloorBlocks kStill = blocks_of(kBlocks, [](double) { return 100.0; });
const FloorBlocks kOneStep = blocks_of(kBlocks, [](double i) { return i < 12.0 ? 100.0 : 150.0; });

// One step of `height` MiB at each of the blocks.
FloorBlocks stairs(std::size_t count, const std::vector<double>& at, double height = 10.0) {
  return blocks_of(count, [&](double i) {
    return 100.0 + height * static_cast<double>(std::count_if(at.begin(), at.end(),
                                                              [&](double block) { return block <= i; }));
  });
}

TEST(JudgeWindow, EvenRiseIsSustained) {
  const GrowthFinding finding = judge(kLine);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_TRUE(finding.rising && finding.growing_at_end);
  EXPECT_FALSE(finding.paused);
  EXPECT_EQ(finding.rule, GrowthRule::kSustained);
  EXPECT_EQ(finding.reason, "grows throughout, up to the end");
  EXPECT_DOUBLE_EQ(finding.first_bytes, 100.5 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.last_bytes, 122.5 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.growth_bytes, 22.0 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.median_floor_bytes, 111.5 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.end_bytes, 123.0 * kMebibyte);
  EXPECT_NEAR(finding.noise_bytes, 0.0, 1.0);
  EXPECT_NEAR(finding.r_squared, 1.0, 1e-12);
}

TEST(JudgeWindow, WindowReachesFromItsStartToTheEnd) {
  const GrowthFinding whole = judge(kLine), late = judge(kLine, {}, 8);
  EXPECT_EQ(whole.window.first, 0U);
  EXPECT_EQ(whole.window.samples, kBlocks * kSamplesPerBlock);
  EXPECT_DOUBLE_EQ(whole.window.observed_seconds, kBlocks * kBlockSeconds);
  EXPECT_EQ(late.window.first, 8 * kSamplesPerBlock);
  EXPECT_EQ(late.window.last, kBlocks * kSamplesPerBlock - 1);
  EXPECT_EQ(late.window.samples, 16 * kSamplesPerBlock);
  EXPECT_DOUBLE_EQ(late.window.observed_seconds, 16 * kBlockSeconds);
  EXPECT_DOUBLE_EQ(late.first_bytes, 108.5 * kMebibyte);
  EXPECT_EQ(late.series_samples, kBlocks * kSamplesPerBlock) << "of the whole series";
}

TEST(JudgeWindow, SlopeIsLeftToMeasureSlope) {
  const GrowthFinding finding = judge(kLine);
  EXPECT_EQ(finding.slope_bytes_per_second, 0.0);
  EXPECT_EQ(finding.slope_high, 0.0);
  EXPECT_EQ(finding.intercept_bytes, 0.0);
}

TEST(JudgeWindow, WhatDoesNotRiseIsJudgedNoFurther) {
  const FloorBlocks falling = blocks_of(kBlocks, [](double i) { return 100.0 - i; });
  for (const FloorBlocks& blocks : {kStill, falling}) {
    const GrowthFinding finding = judge(blocks);
    EXPECT_EQ(finding.rule, GrowthRule::kNoTrend);
    EXPECT_EQ(finding.reason, "no rising trend");
    EXPECT_FALSE(finding.rising || finding.sustained || finding.growing_at_end);
    EXPECT_EQ(finding.rules.size(), 3U);
  }
}

TEST(JudgeWindow, ChanceIsThatOfAllWindows) {
  const FloorBlocks eight = blocks_of(8, [](double i) { return 100.0 + i; });
  constexpr double kOrders = 40320.0;
  EXPECT_NEAR(judge(eight).p_value, 1.0 / kOrders, 1e-12);
  EXPECT_NEAR(judge(eight, {}, 0, 5).p_value, 5.0 / kOrders, 1e-12);
  EXPECT_EQ(judge(kStill, {}, 0, 5).p_value, 1.0) << "no more than certain";
  GrowthSettings settings;
  settings.p_value = judge(eight, {}, 0, 5).p_value;
  EXPECT_TRUE(judge(eight, settings, 0, 5).rising);
  settings.p_value = just_below(settings.p_value);
  EXPECT_EQ(judge(eight, settings, 0, 5).rule, GrowthRule::kNoTrend);
}

TEST(JudgeWindow, CorrelationCountsOnlyWhereTheFloorsFall) {
  const FloorBlocks bent = blocks_of(kBlocks, [](double i) { return 100.0 + i * i; });
  EXPECT_DOUBLE_EQ(judge(bent).p_value, mann_kendall(bent.floors).p_rising);
  const FloorBlocks hardly =
      blocks_of(kBlocks, [](double i) { return 100.0 + 2.0 * i - (i < 12.0 ? 0.0 : 8.0); });
  EXPECT_DOUBLE_EQ(judge(hardly).p_value, mann_kendall(hardly.floors).p_rising) << "by 2 of 36 MiB";
  const FloorBlocks back =
      blocks_of(kBlocks, [](double i) { return 100.0 + 2.0 * i - (i < 12.0 ? 0.0 : 12.0); });
  EXPECT_GT(judge(back).p_value, 10.0 * mann_kendall(back.floors).p_rising);
}

TEST(JudgeWindow, LeastGrowthIsEnough) {
  GrowthSettings settings;
  settings.least_growth_bytes = 22.0 * kMebibyte;
  EXPECT_TRUE(judge(kLine, settings).sustained);
  settings.least_growth_bytes += 1.0;
  const GrowthFinding finding = judge(kLine, settings);
  EXPECT_EQ(finding.rule, GrowthRule::kWithinNoise);
  EXPECT_EQ(finding.reason, "the rise is negligible");
  EXPECT_FALSE(finding.rising);
}

TEST(JudgeWindow, LeastPartOfTheLevelIsEnough) {
  const FloorBlocks blocks = blocks_of(kBlocks, [](double i) { return 65.5 + i; });
  GrowthSettings settings;
  settings.least_growth_of_level = 0.25;
  EXPECT_TRUE(judge(blocks, settings).sustained) << "22 of 88 MiB";
  settings.least_growth_of_level = just_above(0.25);
  EXPECT_EQ(judge(blocks, settings).reason, "the rise is negligible");
}

TEST(JudgeWindow, RiseWithinItsOwnScatterIsNoise) {
  const auto zigzag = [](double height) {
    return blocks_of(kBlocks,
                     [=](double i) { return 100.0 + i + (std::fmod(i, 2.0) > 0.0 ? height : -height); });
  };
  EXPECT_NE(judge(zigzag(7.0)).rule, GrowthRule::kWithinNoise);
  EXPECT_TRUE(judge(zigzag(7.0)).rising);
  const GrowthFinding finding = judge(zigzag(8.0));
  EXPECT_EQ(finding.rule, GrowthRule::kWithinNoise);
  EXPECT_EQ(finding.reason, "the rise is within the series' own noise");
  EXPECT_NEAR(finding.noise_bytes, 8.0 * 1.4826 * kMebibyte, 0.5 * kMebibyte);
}

// The smoothed floors rise by 32 MiB and fall by 6 on the way.
const FloorBlocks kFallenBack =
    blocks_of(kBlocks, [](double i) { return 100.0 + 2.0 * i - (i < 12.0 ? 0.0 : 12.0); });

TEST(JudgeWindow, LargeLastingFallIsWandering) {
  GrowthSettings settings;
  settings.p_value = 1.0;
  settings.drawdown_share = 6.0 / 32.0;
  EXPECT_NE(judge(kFallenBack, settings).rule, GrowthRule::kWithinWandering);
  settings.drawdown_share = just_below(settings.drawdown_share);
  const GrowthFinding finding = judge(kFallenBack, settings);
  EXPECT_EQ(finding.rule, GrowthRule::kWithinWandering);
  EXPECT_EQ(finding.reason, "has fallen back before, by 6.00 MiB");
  EXPECT_TRUE(finding.rising);
}

TEST(JudgeWindow, HalfOfALaterRiseMustBeNewGround) {
  const auto after = [](double level) {
    return blocks_of(kBlocks, [=](double i) { return i < 8.0 ? level : 92.0 + i; });
  };
  EXPECT_TRUE(judge(after(107.5), {}, 8).sustained) << "7 of 14 MiB are above";
  const GrowthFinding finding = judge(after(107.75), {}, 8);
  EXPECT_EQ(finding.rule, GrowthRule::kWithinWandering);
  EXPECT_EQ(finding.reason, "was as high before, at 108 MiB");
}

TEST(JudgeWindow, OneStepIsNamedWithItsSize) {
  const GrowthFinding finding = judge(kOneStep);
  EXPECT_EQ(finding.rule, GrowthRule::kOneStep);
  EXPECT_EQ(finding.reason, "one step of 46 MiB") << "less two blocks of an even rise";
  EXPECT_TRUE(finding.rising);
  EXPECT_FALSE(finding.sustained);
}

// Of 64 MiB in all, 32 come at once beyond an even rise.
TEST(JudgeWindow, StepOfTheLargestShareIsNone) {
  const FloorBlocks blocks = blocks_of(
      17, [](double i) { return 100.0 + 2.0 * std::clamp(i - 1.0, 0.0, 14.0) + (i >= 9.0 ? 36.0 : 0.0); });
  EXPECT_EQ(judge(blocks).reason, "one step of 32 MiB");
  GrowthSettings settings;
  settings.step_share = 0.5;
  EXPECT_NE(judge(blocks, settings).rule, GrowthRule::kOneStep);
  settings.step_share = just_below(0.5);
  EXPECT_EQ(judge(blocks, settings).rule, GrowthRule::kOneStep);
}

TEST(JudgeWindow, NoiseFromBlockToBlockIsNoStep) {
  const FloorBlocks blocks =
      blocks_of(25, [](double i) { return 100.0 + 4.0 * std::ceil(0.5 * i) + (i < 13.0 ? 0.0 : 8.0); });
  const auto value = [&](double step_noise, double share) {
    GrowthSettings settings;
    settings.step_noise = step_noise;
    settings.step_noise_share = share;
    return ask("largest step", blocks, settings).value / kMebibyte;
  };
  constexpr double kTolerance = 0.01;
  const double all = value(0.0, 1.0), growth = judge(blocks).growth_bytes / kMebibyte;
  EXPECT_NEAR(all - value(2.0, 1.0), 2.0 * 1.4826 * 2.0, kTolerance)
      << "the rises lie 2 MiB off their median";
  EXPECT_NEAR(all - value(100.0, 0.25), 0.25 * growth, kTolerance) << "but not without bound";
}

TEST(JudgeWindow, StepsFarFromALineAreUnsteady) {
  const GrowthFinding finding = judge(stairs(kBlocks, {3, 21}));
  EXPECT_EQ(finding.rule, GrowthRule::kUnsteady);
  EXPECT_EQ(finding.reason, "rises, but at no steady rate");
}

TEST(JudgeWindow, ThreeStepsAreTooFew) {
  for (const FloorBlocks& blocks : {stairs(kBlocks, {8, 16}), stairs(kBlocks, {6, 12, 18})}) {
    const GrowthFinding finding = judge(blocks);
    EXPECT_EQ(finding.rule, GrowthRule::kFewSteps);
    EXPECT_EQ(finding.reason, "a few steps, none bound to come again");
  }
}

TEST(JudgeWindow, FourEvenStepsAreEnough) {
  const FloorBlocks four = stairs(kBlocks, {4, 9, 14, 19});
  EXPECT_TRUE(judge(four).sustained) << judge(four).reason;
  GrowthSettings settings;
  settings.fewest_rises = 4.0;
  EXPECT_TRUE(judge(four, settings).sustained);
  settings.fewest_rises = just_above(4.0);
  EXPECT_EQ(judge(four, settings).rule, GrowthRule::kFewSteps);
  settings = {};
  settings.fewest_separate_rises = 5;
  EXPECT_EQ(judge(four, settings).rule, GrowthRule::kFewSteps);
}

TEST(JudgeWindow, WhereMostBlocksRiseSeparateOnesAreNotAsked) {
  const AskedGrowthRule of_line = ask("separate rises", kLine);
  EXPECT_EQ(of_line.value, 1.0);
  EXPECT_TRUE(of_line.passed);
  GrowthSettings settings;
  settings.rising_share = 1.0;
  EXPECT_TRUE(ask("separate rises", kLine, settings).passed);
  settings.rising_share = just_above(1.0);
  EXPECT_FALSE(ask("separate rises", kLine, settings).passed);
}

// Of 32 MiB in all, 8.5 come in the later half.
TEST(JudgeWindow, ShareOfTheLaterHalfTellsFlattening) {
  const FloorBlocks blocks = blocks_of(18, [](double i) {
    return 100.0 + 3.0 * std::min(i, 8.0) + 2.0 * std::clamp(i - 8.0, 0.0, 1.0) + std::max(0.0, i - 9.0);
  });
  const GrowthFinding finding = judge(blocks);
  EXPECT_EQ(finding.rule, GrowthRule::kFlattened);
  EXPECT_EQ(finding.reason, "flattened in the second half");
  EXPECT_TRUE(finding.growing_at_end);
  GrowthSettings settings;
  settings.late_half_share = 8.5 / 32.0;
  EXPECT_TRUE(ask("share of the growth in the later half", blocks, settings).passed);
  settings.late_half_share = just_above(settings.late_half_share);
  EXPECT_FALSE(ask("share of the growth in the later half", blocks, settings).passed);
}

TEST(JudgeWindow, StandingStillInTheLastQuarterIsStopped) {
  const GrowthFinding finding = judge(blocks_of(kBlocks, [](double i) { return 100.0 + std::min(i, 17.0); }));
  EXPECT_EQ(finding.rule, GrowthRule::kStopped);
  EXPECT_EQ(finding.reason, "stopped growing in the last quarter");
  EXPECT_TRUE(finding.rising);
  EXPECT_FALSE(finding.growing_at_end);
}

TEST(JudgeWindow, LeastShareOfTheLastQuarterIsEnough) {
  GrowthSettings settings;
  settings.last_quarter_share = 0.25;
  const FloorBlocks blocks = blocks_of(26, [](double i) { return 100.0 + i; });
  EXPECT_TRUE(ask("share of the growth in the last quarter", blocks, settings).passed) << "6 of 24 blocks";
  settings.last_quarter_share = just_above(0.25);
  const AskedGrowthRule late = ask("share of the growth in the last quarter", blocks, settings);
  EXPECT_TRUE(late.passed) << "a line pauses no longer than before";
  EXPECT_TRUE(has(late.figure, "a pause as those before"));
}

TEST(JudgeWindow, PauseAsThoseBeforeIsNoStop) {
  const FloorBlocks rare = stairs(48, {3, 14, 25, 35}), often = stairs(48, {5, 10, 15, 20, 25, 30, 35});
  EXPECT_TRUE(judge(rare).sustained) << judge(rare).reason;
  EXPECT_EQ(judge(often).rule, GrowthRule::kStopped) << "waited 13 blocks, 5 before";
  GrowthSettings settings;
  settings.longest_pause = 0.25;
  EXPECT_EQ(judge(rare, settings).rule, GrowthRule::kStopped) << "13 of 47 blocks";
  settings = {};
  settings.longest_waits = 1.15;
  EXPECT_EQ(judge(rare, settings).rule, GrowthRule::kStopped) << "13 of 11 blocks";
  settings = {};
  settings.mean_waits = 1.2;
  EXPECT_EQ(judge(rare, settings).rule, GrowthRule::kStopped) << "13 of 10.7 blocks";
}

TEST(JudgeWindow, PauseIsToldBesideGrowth) {
  const GrowthFinding finding = judge(blocks_of(kBlocks, [](double i) { return 100.0 + std::min(i, 20.0); }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_TRUE(finding.paused);
  EXPECT_EQ(finding.reason, "grew throughout, but little in the last 22 %") << "5 of 23 blocks";
  EXPECT_FALSE(judge(stairs(48, {3, 14, 25, 37})).paused) << "no longer than before";
}

FloorBlocks warm_up(std::size_t count, double time_constant) {
  const auto last = static_cast<double>(count - 1);
  return blocks_of(count, [=](double i) { return 200.0 - 100.0 * std::exp(-i / last / time_constant); });
}

TEST(JudgeWindow, CurveThatSlowsDownIsFlattened) {
  GrowthSettings settings;
  settings.late_half_share = 0.2;
  const GrowthFinding finding = judge(warm_up(kBlocks, 0.5), settings);
  EXPECT_EQ(finding.rule, GrowthRule::kFlattened);
  EXPECT_EQ(finding.reason, "slows down as a warm-up or a filling cache does");
}

TEST(JudgeWindow, CurveIsHeldAgainstLessWhereFloorsAreFew) {
  const auto line = [](std::size_t count) { return blocks_of(count, [](double i) { return 100.0 + i; }); };
  EXPECT_EQ(ask("F of a slowing curve", line(14)).bound, 3.0);
  EXPECT_EQ(ask("F of a slowing curve", line(15)).bound, 8.0);
  // Of its rise, 0.349 in the later half: between the bounds of few floors and of many.
  const AskedGrowthRule of_few = ask("F of a slowing curve", warm_up(14, 0.8));
  EXPECT_FALSE(of_few.passed);
  EXPECT_STREQ(of_few.figure, "F of a slowing curve over a line");
  const AskedGrowthRule of_many = ask("F of a slowing curve", warm_up(15, 0.8));
  EXPECT_TRUE(of_many.passed);
  EXPECT_STREQ(of_many.figure, "F of a slowing curve over a line; the curve hardly slows");
}

TEST(JudgeWindow, LateWindowOfASlowingSeriesIsFlattened) {
  const FloorBlocks blocks =
      blocks_of(48, [](double i) { return 100.0 + 100.0 * std::log1p(i / 47.0 / 0.04); });
  const GrowthFinding finding = judge(blocks, {}, 24);
  EXPECT_EQ(finding.rule, GrowthRule::kFlattened);
  ASSERT_GE(finding.rules.size(), 2U);
  EXPECT_TRUE(finding.rules[finding.rules.size() - 2].passed) << "the window alone hardly slows";
  EXPECT_TRUE(has(finding.rules.back().figure, "the same over the whole series"));
  EXPECT_FALSE(finding.rules.back().passed);
}

TEST(JudgeWindow, RisingFloorsAreCountedWhereNoneHoldsStill) {
  EXPECT_EQ(judge(kLine).rising_floors, kBlocks);
  EXPECT_EQ(judge(kLine, {}, 8).rising_floors, 16U);
  FloorBlocks tied = kLine;
  tied.floors[12] = tied.floors[11];
  EXPECT_EQ(judge(tied).rising_floors, 0U);
  EXPECT_EQ(judge(blocks_of(kBlocks, [](double i) { return 100.0 + 20.0 * std::sqrt(i); })).rising_floors, 0U)
      << "slows down";
}

TEST(JudgeWindow, EveryRuleIsWorkedOutWhereAskedFor) {
  EXPECT_EQ(judge(kStill, with_every_rule()).rules.size(), 12U);
  EXPECT_EQ(judge(kStill, with_every_rule(), 8).rules.size(), 13U) << "and what came before";
  EXPECT_EQ(judge(kLine).rules.size(), 12U);
  EXPECT_EQ(judge(kOneStep).rules.size(), 10U) << "curves are not fitted to what fails before";
}

TEST(JudgeWindow, FirstRuleThatFailsDecides) {
  for (const FloorBlocks& blocks : {kLine, kStill, kOneStep, kFallenBack, stairs(kBlocks, {8, 16}),
                                    stairs(kBlocks, {3, 21}), warm_up(kBlocks, 0.1), warm_up(kBlocks, 0.5)}) {
    const GrowthFinding brief = judge(blocks), whole = judge(blocks, with_every_rule());
    const auto failed = std::find_if(whole.rules.begin(), whole.rules.end(),
                                     [](const AskedGrowthRule& rule) { return !rule.passed; });
    EXPECT_EQ(whole.rule, failed == whole.rules.end() ? GrowthRule::kSustained : failed->rule);
    EXPECT_EQ(whole.sustained, failed == whole.rules.end());
    EXPECT_EQ(whole.rule, brief.rule) << brief.reason;
    EXPECT_EQ(whole.reason, brief.reason);
    EXPECT_EQ(whole.sustained, brief.sustained);
    EXPECT_EQ(whole.rising, brief.rising);
  }
}

TEST(WholeSeriesFit, BeginsAtTheOnset) {
  constexpr std::size_t kOnset = 24;
  const GrowthSettings settings;
  const FloorBlocks blocks =
      blocks_of(48, [](double i) { return 100.0 + 100.0 * std::log1p(std::max(0.0, i - 24.0)); });
  WholeSeriesFit whole(blocks, settings);
  const SaturationFit rest =
      fit_saturation(std::span(blocks.observed).subspan(kOnset), std::span(blocks.floors).subspan(kOnset));
  EXPECT_DOUBLE_EQ(whole.get().f_over_line, rest.f_over_line);
  EXPECT_DOUBLE_EQ(whole.get().f_over_bend, rest.f_over_bend);
  EXPECT_DOUBLE_EQ(whole.get().late_half, rest.late_half);
}

TEST(WholeSeriesFit, IsWholeWhereItIsAboveTheLesserBound) {
  const FloorBlocks blocks = warm_up(kBlocks, 0.5);
  constexpr double kNeverReached = 1e30;
  GrowthSettings settings;
  settings.saturation_f = kNeverReached;
  EXPECT_TRUE(std::isfinite(WholeSeriesFit(blocks, settings).get().f_over_bend));
  settings.saturation_f_of_few = kNeverReached;
  EXPECT_TRUE(std::isinf(WholeSeriesFit(blocks, settings).get().f_over_bend));
}

TEST(WholeSeriesFit, OnsetAtTheEndLeavesFiveFloors) {
  const GrowthSettings settings;
  const FloorBlocks blocks = stairs(kBlocks, {22});
  WholeSeriesFit whole(blocks, settings);
  const SaturationFit last =
      fit_saturation(std::span(blocks.observed).last(5), std::span(blocks.floors).last(5));
  EXPECT_DOUBLE_EQ(whole.get().f_over_line, last.f_over_line);
}

TEST(MeasureSlope, IsTakenInRealTime) {
  constexpr double kRate = 3.0, kLevel = 7.0;
  FloorBlocks blocks = kLine;
  for (std::size_t i = 0; i < kBlocks; ++i) {
    if (i >= 12) blocks.seconds[i] += 5000.0;
    blocks.floors[i] = kLevel + kRate * blocks.seconds[i];
  }
  GrowthFinding finding;
  measure_slope(finding, blocks, 0);
  EXPECT_NEAR(finding.slope_bytes_per_second, kRate, 1e-9);
  EXPECT_NEAR(finding.slope_low, kRate, 1e-9);
  EXPECT_NEAR(finding.slope_high, kRate, 1e-9);
  EXPECT_NEAR(finding.intercept_bytes, kLevel, 1e-6);
}

TEST(MeasureSlope, IsThatOfTheWindow) {
  const FloorBlocks blocks =
      blocks_of(kBlocks, [](double i) { return i < 12.0 ? 200.0 - 5.0 * i : 100.0 + 2.0 * i; });
  GrowthFinding finding;
  measure_slope(finding, blocks, 12);
  EXPECT_NEAR(finding.slope_bytes_per_second, 2.0 * kMebibyte / kBlockSeconds, 1.0);
  EXPECT_NEAR(finding.intercept_bytes, (100.0 + 2.0 * -0.5) * kMebibyte, 10.0)
      << "half a block before its middle";
}

TEST(MeasureSlope, IntervalHoldsTheSlopeOfScatteredFloors) {
  const FloorBlocks blocks = blocks_of(kBlocks, [](double i) { return 100.0 + i + std::sin(7.0 * i * i); });
  GrowthFinding finding;
  measure_slope(finding, blocks, 0);
  constexpr double kSlope = kMebibyte / kBlockSeconds;
  EXPECT_NEAR(finding.slope_bytes_per_second, kSlope, 0.1 * kSlope);
  EXPECT_LT(finding.slope_low, finding.slope_bytes_per_second);
  EXPECT_GT(finding.slope_high, finding.slope_bytes_per_second);
}

}  // namespace
}  // namespace tidemark
