#include "analyzer/growth/held.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr std::size_t kCells = 48;

// Cells of ten seconds and ten samples each, of `mebibytes(i)`.
template <typename Shape>
Cells cells_of(std::size_t count, Shape mebibytes) {
  Cells cells;
  for (std::size_t i = 0; i < count; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * 10.0;
    cells.seconds.push_back(middle);
    cells.observed.push_back(middle);
    cells.floors.push_back(mebibytes(static_cast<double>(i)) * kMebibyte);
    cells.first.push_back(i * 10);
    cells.last.push_back(i * 10 + 9);
  }
  cells.lows = cells.floors;
  cells.samples = count * 10;
  cells.observed_span = static_cast<double>(count) * 10.0;
  return cells;
}

template <typename Shape>
GrowthFinding judge(Shape mebibytes, const GrowthSettings& settings = {}) {
  const Cells cells = cells_of(kCells, mebibytes);
  const WholeSeries whole(cells, settings);
  return judge_held({.cells = cells, .whole = &whole, .is_whole = true}, settings);
}

double line(double i) { return 100.0 + i; }

TEST(JudgeHeld, ALinePassesEveryRule) {
  const GrowthFinding finding = judge(line);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.rule, GrowthRule::kSustained);
  ASSERT_EQ(finding.rules.size(), 10U);
  EXPECT_DOUBLE_EQ(finding.rules[0].value, 46.0) << "MiB, by two cells at each end";
  EXPECT_DOUBLE_EQ(finding.rules[3].value, 47.0) << "equal rises";
  EXPECT_NEAR(finding.rules[4].value, 50.0, 1e-9) << "per cent in the later half";
  EXPECT_NEAR(finding.rules[5].value, 25.0, 1e-9);
  EXPECT_EQ(finding.window.samples, 480U);
  EXPECT_DOUBLE_EQ(finding.window.observed_seconds, 480.0);
  EXPECT_DOUBLE_EQ(finding.growth_bytes, 47.0 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.slope_bytes_per_second, 0.1 * kMebibyte);
  EXPECT_DOUBLE_EQ(finding.r_squared, 1.0);
  EXPECT_EQ(finding.window.first, 0U);
  EXPECT_EQ(finding.window.last, 479U);
}

// Each rule by a series that fails it first, and one just beyond its bound that does not.
TEST(JudgeHeld, RiseHasToExceedTheNoise) {
  EXPECT_EQ(judge([](double i) { return 100.0 + 0.005 * i; }).rule, GrowthRule::kRisesBeyondNoise);
  EXPECT_TRUE(judge([](double i) { return 50.0 + 0.006 * i; }).rising) << "0.28 MiB";
  const auto noisy = [](double deviation) {
    return judge([=](double i) { return 100.0 + 0.1 * i + deviation * std::sin(2.5 * i); });
  };
  EXPECT_FALSE(noisy(6.0).rising);
  EXPECT_TRUE(noisy(0.2).rising);
}

// A bump of 30 that is given back, then a line.
GrowthFinding judge_after_bump(double rise) {
  return judge([=](double i) {
    return 100.0 + (i < 4.0 ? 10.0 * i : 0.0) + (i < 8.0 ? 0.0 : rise * (i - 8.0) / 39.0);
  });
}

TEST(JudgeHeld, ARiseAsItWasGivenBackBeforeDoesNotCount) {
  const GrowthFinding finding = judge_after_bump(35.0);
  EXPECT_EQ(finding.rule, GrowthRule::kRisesBeyondNoise);
  EXPECT_EQ(finding.reason, "rises at the end as it did before, and gave that back");
  EXPECT_TRUE(judge_after_bump(80.0).sustained) << judge_after_bump(80.0).reason;
}

TEST(JudgeHeld, ThreeRisesAreTheFewest) {
  const auto stairs = [](double steps) {
    return judge([=](double i) { return 100.0 + 20.0 * std::floor((i + 0.5) * (steps + 1.0) / 48.0); });
  };
  EXPECT_EQ(stairs(2.0).rule, GrowthRule::kManyRises);
  EXPECT_TRUE(stairs(4.0).sustained) << stairs(4.0).reason;
  EXPECT_EQ(judge([](double i) { return i < 24.0 ? 100.0 : 120.0; }).reason, "one step of 20 MiB");
}

TEST(JudgeHeld, LaterHalfHasToGrow) {
  EXPECT_EQ(judge([](double i) { return 100.0 + std::min(i, 26.0); }).rule, GrowthRule::kLateHalfGrows);
}

TEST(JudgeHeld, LastQuarterHasToGrow) {
  EXPECT_EQ(judge([](double i) { return 100.0 + std::min(i, 37.0); }).rule, GrowthRule::kLastQuarterGrows);
  EXPECT_TRUE(judge([](double i) { return 100.0 + std::min(i, 41.0); }).sustained);
}

TEST(JudgeHeld, AcceleratingGrowthIsStraightEnough) {
  EXPECT_TRUE(judge([](double i) { return 100.0 + 0.01 * i * i * i; }).sustained);
}

TEST(JudgeHeld, UnevenGrowthIsNotStraight) {
  const auto uneven = [](double i) {
    return 100.0 + (i < 10.0 ? i : i < 34.0 ? 10.0 : i < 40.0 ? 10.0 + 9.0 * (i - 34.0) : 64.0 + (i - 40.0));
  };
  EXPECT_EQ(judge(uneven).rule, GrowthRule::kStraight) << judge(uneven).reason;
}

TEST(JudgeHeld, GrowthThatHasSlowedDownIsNotSustained) {
  const GrowthFinding finding = judge([](double i) { return 100.0 + 30.0 * std::log1p(i / 2.0); });
  EXPECT_FALSE(finding.sustained) << finding.reason;
}

TEST(JudgeHeld, ABendIsNoCurveThatSlowsDown) {
  EXPECT_TRUE(judge([](double i) { return 100.0 + (i < 20.0 ? i : 20.0 + 0.7 * (i - 20.0)); }).sustained);
}

TEST(JudgeHeld, AWalkIsNoGrowth) {
  // Rises and falls by turns that are as large as the whole: straight enough, and no more than chance.
  const GrowthFinding finding =
      judge([](double i) { return 100.0 + 0.9 * i + 6.0 * std::sin(i / 3.0) + 3.0 * std::sin(i / 1.7); });
  EXPECT_FALSE(finding.sustained);
  EXPECT_EQ(finding.rule, GrowthRule::kExceedsChance) << finding.reason << finding.p_value;
  EXPECT_GT(finding.p_value, 0.02);
}

TEST(JudgeHeld, FewSamplesThatMayBeChanceSaySo) {
  const GrowthSettings settings;
  constexpr std::array<double, 7> kLevels = {100, 112, 124, 127, 130, 142, 154};
  const Cells cells =
      cells_of(kLevels.size(), [&](double i) { return kLevels.at(static_cast<std::size_t>(i)); });
  const GrowthFinding finding = judge_held({.cells = cells, .is_whole = true}, settings);
  EXPECT_EQ(finding.rule, GrowthRule::kExceedsChance) << finding.reason;
  EXPECT_EQ(finding.reason, "grows, in a recording too short to prove it");
}

TEST(JudgeHeld, AnUnfinishedToothWithAPrecedentDoesNotCount) {
  const auto teeth = [](double i) { return 100.0 + 10.0 * std::fmod(i, 12.0); };
  const GrowthFinding finding = judge([&](double i) { return teeth(i) + 0.2 * i; });
  EXPECT_FALSE(finding.sustained) << finding.reason;
  EXPECT_LT(finding.last_bytes, 112.0 * kMebibyte);
}

TEST(JudgeHeld, APartIsComparedWithWhatCameBefore) {
  const GrowthSettings settings;
  const Cells part = cells_of(kCells, line);
  const auto judged = [&](double level, double slope) {
    const WholeSeries whole(
        cells_of(96, [=](double i) { return i < 48.0 ? level + slope * i : line(i - 48.0); }), settings);
    return judge_held({.cells = part, .whole = &whole, .offset = 480.0}, settings);
  };
  EXPECT_TRUE(judged(100.0, 0.0).sustained) << judged(100.0, 0.0).reason;
  EXPECT_EQ(judged(140.0, 0.0).rule, GrowthRule::kReachesNewGround);
  EXPECT_EQ(judged(140.0, 0.0).reason, "was as high before, at 140 MiB");
  EXPECT_EQ(judged(20.0, 1.6).rule, GrowthRule::kExceedsEarlier) << judged(20.0, 1.6).reason;
}

TEST(JudgeHeld, WhatWasGivenBackIsNoEarlierRise) {
  // A rise of 69, all of it kept or all but 39, before one of 47.
  const GrowthSettings settings;
  const Cells part = cells_of(kCells, line);
  const auto judged = [&](double kept) {
    const WholeSeries whole(
        cells_of(96,
                 [=](double i) {
                   return i < 24.0 ? 30.0 + 3.0 * i : i < 48.0 ? 30.0 + kept : line(i - 48.0);
                 }),
        settings);
    return judge_held({.cells = part, .whole = &whole, .offset = 480.0}, settings);
  };
  EXPECT_EQ(judged(69.0).rule, GrowthRule::kExceedsEarlier) << judged(69.0).reason;
  EXPECT_TRUE(judged(39.0).sustained) << judged(39.0).reason;
}

TEST(JudgeHeld, WhatWasGivenBackBeforeAPartCounts) {
  const GrowthSettings settings;
  const Cells part = cells_of(kCells, line);
  const auto judged = [&](double bump) {
    const WholeSeries whole(
        cells_of(96,
                 [=](double i) {
                   return i < 12.0 ? 30.0 + bump * i / 11.0 : i < 48.0 ? 30.0 : line(i - 48.0);
                 }),
        settings);
    return judge_held({.cells = part, .whole = &whole, .offset = 480.0}, settings);
  };
  EXPECT_TRUE(judged(25.0).sustained) << judged(25.0).reason;
  EXPECT_EQ(judged(55.0).reason, "rises at the end as it did before, and gave that back");
}

TEST(JudgeHeld, OfTheLastPartsStartsOnlyTheEarlierHalfCounts) {
  // Flat for two thirds of the part: the halves of the part find that.
  const GrowthSettings settings;
  const Cells part = cells_of(kCells, [](double i) { return 100.0 + std::max(0.0, i - 34.0) * 3.0; });
  const WholeSeries whole(part, settings);
  EXPECT_TRUE(judge_held({.cells = part, .whole = &whole, .is_whole = true}, settings).sustained);
  EXPECT_FALSE(judge_held({.cells = part, .whole = &whole}, settings).sustained);
  EXPECT_TRUE(judge_held({.cells = part, .whole = &whole, .every_start = true}, settings).sustained);
}

TEST(JudgeHeld, EveryRuleIsAskedForAnExplanation) {
  GrowthSettings settings;
  settings.every_rule = true;
  const GrowthFinding finding = judge([](double i) { return i < 24.0 ? 100.0 : 120.0; }, settings);
  EXPECT_EQ(finding.rules.size(), 10U);
  EXPECT_EQ(finding.rule, GrowthRule::kManyRises) << "the first that fails";
  EXPECT_FALSE(judge([](double i) { return i < 24.0 ? 100.0 : 120.0; }).rules.back().passed);
}

TEST(JudgeHeld, BoundsAreThoseThatThePageStates) {
  GrowthSettings settings;
  settings.every_rule = true;
  const GrowthFinding finding = judge([](double i) { return 100.0 + i + 0.7 * std::sin(2.5 * i); }, settings);
  ASSERT_EQ(finding.rules.size(), 10U);
  const std::array bounds = {
      4.0 * finding.noise_bytes / kMebibyte, 0.0, 60.0, 3.0, 36.0, 10.0, 0.93, 0.0, 8.0, 0.015};
  for (std::size_t i = 0; i < bounds.size(); ++i)
    EXPECT_NEAR(finding.rules[i].bound, bounds.at(i), 1e-9) << finding.rules[i].figure;
}

TEST(JudgeHeld, HalfOfAsLongATimeHasToLieBefore) {
  const GrowthSettings settings;
  const Cells part = cells_of(kCells, line);
  // A steep rise in so many cells before one of 48.
  const auto judged = [&](double before) {
    const WholeSeries whole(
        cells_of(static_cast<std::size_t>(before) + kCells,
                 [=](double i) { return i < before ? 30.0 + 69.0 * i / before : line(i - before); }),
        settings);
    return judge_held({.cells = part, .whole = &whole, .offset = 10.0 * before}, settings);
  };
  EXPECT_EQ(judged(30.0).rule, GrowthRule::kExceedsEarlier) << judged(30.0).reason;
  EXPECT_TRUE(judged(20.0).sustained) << judged(20.0).reason;
}

}  // namespace
}  // namespace tidemark
