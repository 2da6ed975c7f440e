#include "analyzer/growth/growth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "tests/analyzer/growth/grown_series.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(FindGrowth, LineIsSustained) {
  const GrowthFinding finding = find(series_of(301, line));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NEAR(finding.slope_bytes_per_second, 60.0 * kMebibyte / 300.0, 0.01 * kMebibyte);
  EXPECT_LE(finding.slope_low, finding.slope_bytes_per_second);
  EXPECT_GE(finding.slope_high, finding.slope_bytes_per_second);
  EXPECT_NEAR(finding.intercept_bytes, line(0.0) * kMebibyte, kMebibyte) << "a floor lies below";
  EXPECT_EQ(finding.window.first, 0U);
  EXPECT_EQ(finding.window.last, 300U);
  EXPECT_GT(finding.r_squared, 0.99);
  EXPECT_LT(finding.p_value, 1e-3);
}

TEST(FindGrowth, SixtySamplesSuffice) { EXPECT_TRUE(find(series_of(60, line)).sustained); }

TEST(FindGrowth, LongSeriesIsJudgedAlike) { EXPECT_TRUE(find(series_of(100000, line)).sustained); }

TEST(FindGrowth, FiveSamplesAreTooFew) {
  EXPECT_EQ(find(series_of(5, line)).rule, GrowthRule::kEnoughSamples);
  EXPECT_EQ(find(GrownSeries{}).rule, GrowthRule::kEnoughSamples);
}

TEST(FindGrowth, FiveSamplesAmongZerosAreTooFew) {
  GrownSeries series = series_of(5, line);
  for (std::size_t i = 5; i < 40; ++i) {
    series.seconds.push_back(static_cast<double>(i));
    series.bytes.push_back(0.0);
  }
  EXPECT_EQ(find(series).rule, GrowthRule::kEnoughSamples);
}

TEST(FindGrowth, SixEvenStepsSuffice) {
  for (const std::size_t samples : {6U, 7U, 8U, 10U, 12U, 23U, 24U, 30U, 47U}) {
    const GrowthFinding finding = find(series_of(samples, [](double u) { return 100.0 + 530.0 * u; }));
    EXPECT_TRUE(finding.sustained) << samples << ": " << finding.reason;
    if (samples >= 24) continue;  // of these each is a cell
    EXPECT_DOUBLE_EQ(finding.window.observed_seconds, static_cast<double>(samples - 1));
  }
}

TEST(FindGrowth, OneStallAmongTenSamplesIsForgiven) {
  GrownSeries series = series_of(10, [](double u) { return 100.0 + 90.0 * u; });
  series.bytes[5] = series.bytes[4];
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, TenSamplesAtIrregularMinutesSuffice) {
  GrownSeries series;
  for (const double minute : {0.0, 1.0, 4.0, 5.0, 9.0, 11.0, 12.0, 16.0, 18.0, 21.0}) {
    series.seconds.push_back(60.0 * minute);
    series.bytes.push_back((100.0 + 3.0 * minute) * kMebibyte);
  }
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, SixSamplesOfAStartAreNoLeak) {
  EXPECT_FALSE(
      find(series_of(6, [](double u) { return 100.0 + 80.0 * (1.0 - std::exp(-2.0 * u)); })).sustained);
}

TEST(FindGrowth, ConstantSeriesHoldsStill) {
  const GrowthFinding finding = find(series_of(300, [](double) { return 80.0; }));
  EXPECT_EQ(finding.rule, GrowthRule::kMoves);
  EXPECT_EQ(finding.p_value, 1.0) << "nothing speaks for growth";
}

TEST(FindStillness, NeedsSamplesAndAKnownNarrowRange) {
  const GrowthSettings settings;
  const double low = 100.0 * kMebibyte;
  EXPECT_TRUE(find_stillness(6, low, {low, low + 1.0}, settings));
  EXPECT_FALSE(find_stillness(5, low, {low, low + 1.0}, settings));
  EXPECT_FALSE(find_stillness(6, low, {low, low + settings.least_growth_bytes}, settings));
  EXPECT_FALSE(find_stillness(6, low, {0.0, 1.0}, settings)) << "a value that was not observed";
  EXPECT_EQ(find_stillness(6, low, {low, low}, settings)->series_samples, 6U);
}

TEST(FindGrowth, TwoStepsAreAFew) {
  const GrowthFinding finding =
      find(series_of(300, [](double u) { return 100.0 + 64.0 * std::floor(u * 2.99); }));
  EXPECT_EQ(finding.rule, GrowthRule::kManyRises);
  EXPECT_EQ(finding.reason, "a few steps, none bound to come again");
}

TEST(FindGrowth, ShrinkingDoesNotRise) {
  EXPECT_EQ(find(series_of(300, [](double u) { return 200.0 - 80.0 * u; })).rule,
            GrowthRule::kRisesBeyondNoise);
}

TEST(FindGrowth, OneStepIsNamedWithItsSize) {
  const GrowthFinding finding = find(series_of(300, [](double u) { return u < 0.55 ? 100.0 : 164.0; }));
  EXPECT_FALSE(finding.sustained);
  EXPECT_EQ(finding.rule, GrowthRule::kManyRises);
  EXPECT_EQ(finding.reason, "one step of 64 MiB");
}

TEST(FindGrowth, ThreeStepsAreNoRate) {
  EXPECT_FALSE(find(series_of(300, [](double u) { return 100.0 + 40.0 * std::floor(u * 3.2); })).sustained);
}

TEST(FindGrowth, StepsAtNoSteadyRateGrowAtTheEndAllTheSame) {
  const GrowthFinding finding =
      find(series_of(6, [](double u) { return 100.0 + 64.0 * std::floor(3.2 * u); }));
  EXPECT_EQ(finding.rule, GrowthRule::kStraight);
  EXPECT_TRUE(finding.growing_at_end);
}

TEST(FindGrowth, EightStepsAreGrowth) {
  EXPECT_TRUE(find(series_of(300, [](double u) { return 100.0 + 64.0 * std::floor(u * 8.5); })).sustained);
}

TEST(FindGrowth, SaturatingCurveIsNotSustained) {
  EXPECT_FALSE(
      find(series_of(300, [](double u) { return 100.0 + 80.0 * (1.0 - std::exp(-u / 0.3)); })).sustained);
}

TEST(FindGrowth, LogarithmIsNotSustainedInAnyWindow) {
  const GrowthFinding finding =
      find(series_of(600, [](double u) { return 50.0 + 60.0 * std::log1p(u / 0.02); }));
  EXPECT_FALSE(finding.sustained);
  EXPECT_TRUE(finding.growing_at_end);
}

TEST(FindGrowth, LineThatStoppedIsNotSustained) {
  EXPECT_FALSE(
      find(series_of(300, [](double u) { return 100.0 + 80.0 * std::min(1.0, u / 0.7); })).sustained);
}

TEST(FindGrowth, ShortPauseAtTheEndIsForgiven) {
  EXPECT_TRUE(find(series_of(300, [](double u) { return 100.0 + 80.0 * std::min(1.0, u / 0.9); })).sustained);
}

TEST(FindGrowth, LineAfterAWarmUpIsSustained) {
  const GrowthFinding finding =
      find(series_of(400, [](double u) { return 100.0 + 80.0 * (1.0 - std::exp(-u / 0.03)) + 60.0 * u; }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
}

TEST(FindGrowth, LineThatStartsMidwayIsSustained) {
  const GrowthFinding finding =
      find(series_of(400, [](double u) { return 100.0 + 80.0 * std::max(0.0, u - 0.5); }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
}

double tooth(double u, double teeth) { return u * teeth - std::floor(u * teeth); }

TEST(FindGrowth, BoundedSawtoothIsNotSustained) {
  for (const double teeth : {2.7, 5.3, 9.6, 31.7}) {
    EXPECT_FALSE(find(series_of(400, [&](double u) { return 100.0 + 80.0 * tooth(u, teeth); })).sustained)
        << teeth;
  }
}

// MiB of private memory of a Python program that keeps a twentieth of each cycle's objects, ten times a
// second. Its steepest tooth rises and falls as abruptly as an excursion.
constexpr auto kCollectedHeap = std::to_array<double>(
    {1.8,  3.8,  4.5,  5.1,  5.9,  6.7,  8.1,  9.6,  11,   13.8, 15.2, 18,   19.5, 22.3, 24.7, 24.7, 24.7,
     26.1, 28,   30.8, 32.2, 35,   35,   35,   35,   35,   19,   16,   10.2, 11,   11,   13.8, 15.2, 16.6,
     18.9, 20.7, 22,   23.7, 26.5, 28,   30.1, 30.1, 30.8, 33.6, 33.6, 35,   36.4, 36.4, 36.4, 36.4, 36.4,
     19.4, 12.3, 13.9, 15.2, 16.6, 19.1, 20.9, 23.7, 26.5, 28,   30.6, 31.4, 31.5, 33.6, 35,   37.7, 37.9,
     37.9, 37.9, 37.9, 25.9, 12.5, 13.9, 16.7, 18,   19.5, 21.7, 23.4, 25.1, 28,   29.4, 32.2, 33,   35,
     36.4, 39.1, 39.3, 39.3, 37.3, 31.9, 14.2, 15.3, 16.7, 19.5, 20.9, 23.7, 25.1, 26.5, 28,   30.8, 32.4,
     34.4, 35,   37.9, 39.3, 40.7, 40.7, 40.7, 40.7, 31.7, 16.3, 18.1, 20,   22.3, 23.7, 26.1, 28,   29.4,
     32.2, 33.6, 35,   35.8, 35.8, 36.4, 37.9, 40.7, 42.1, 42.1, 42.1, 24.1, 18.1, 20.9, 22.3, 25.1, 26.5,
     29.4, 32.2, 33.6, 36.4, 37.2, 37.2, 37.2, 37.8, 39.3, 40.7, 42.1, 43.5, 43.5, 23.5, 19.5, 20.9, 23.7,
     24.9, 26.5, 28,   29.4, 30.8, 32.9, 35,   36.4, 38.4, 38.6, 38.6, 40.7, 42.1, 43.5, 44.9, 44.9, 44.9,
     44.9, 44.9, 44.9, 32.9, 20.3, 21.7, 23.7, 25.1, 26.5, 28.9, 30.8, 32.2, 33.6, 36.4, 39.3, 40,   40.7,
     42.1, 43.5, 46.4, 46.4, 22.4, 23.8, 26.5, 29.4, 30.8, 33.6, 36.4, 37.9, 40.7, 41.4, 43.5, 46.4, 47.8,
     22.4, 23.8, 26.6, 28,   30.8, 33.6, 36.4, 39.3, 40.7, 42.9, 43.5, 46,   47.8, 49.2, 23.8, 25.2, 28,
     30.1, 32.2, 33.6, 36.4, 37.9, 40.7, 42.1, 44.3, 44.3, 46.4, 49.2, 50.6, 50.6, 50.6, 50.6});

TEST(FindGrowth, SteepTeethOfASawtoothAreNoExcursions) {
  constexpr std::size_t kSamples = std::size(kCollectedHeap);
  const GrowthFinding finding = find(series_of(kSamples, [](double u) {
    return kCollectedHeap[static_cast<std::size_t>(std::lround(u * static_cast<double>(kSamples - 1)))];
  }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
}

TEST(FindGrowth, SawtoothWithRisingFloorIsSustained) {
  for (const double teeth : {7.3, 9.6, 18.2, 41.7}) {
    const auto finding =
        find(series_of(400, [&](double u) { return 100.0 + 80.0 * u + 60.0 * tooth(u, teeth); }));
    EXPECT_TRUE(finding.sustained) << teeth << " teeth: " << finding.reason;
  }
}

// Restarts to a floor that rises: so few troughs that the last quarter holds but one.
TEST(FindGrowth, SevenRestartsToARisingFloorAreSustained) {
  const auto finding = find(series_of(400, [](double u) { return 100.0 + 80.0 * u + 90.0 * tooth(u, 7.4); }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
}

TEST(FindGrowth, ShortSeriesThatStillWarmsUpIsNotSustained) {
  for (const std::size_t samples : {21U, 30U, 41U, 55U}) {
    const auto finding =
        find(series_of(samples, [](double u) { return 100.0 + 80.0 * (1.0 - std::exp(-1.5 * u)); }));
    EXPECT_FALSE(finding.sustained) << samples;
  }
}

double wave(double u, double cycles) { return std::sin(2.0 * std::numbers::pi * cycles * u); }

TEST(FindGrowth, WaveIsNotSustainedWhereverItIsCutOff) {
  for (const double cycles : {1.2, 1.5, 1.75, 2.2, 3.5, 6.25}) {
    EXPECT_FALSE(find(series_of(400, [&](double u) { return 200.0 - 60.0 * wave(u, cycles); })).sustained)
        << cycles;
  }
}

TEST(FindGrowth, DriftUnderAWaveIsSustained) {
  const auto finding = find(series_of(400, [](double u) { return 200.0 + 100.0 * u + 60.0 * wave(u, 3.3); }));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NEAR(finding.growth_bytes, 95.0 * kMebibyte, 15.0 * kMebibyte);
}

TEST(FindGrowth, TwoCyclesInFewSamplesAreAWave) {
  for (const std::size_t samples : {24U, 36U, 44U}) {
    const auto finding =
        find(series_of(samples, [](double u) { return 200.0 + 30.0 * u + 21.0 * wave(u, 2.2); }));
    EXPECT_TRUE(finding.sustained) << samples << ": " << finding.reason;
    EXPECT_FALSE(finding.paused) << samples;
  }
}

TEST(FindGrowth, TheSlopesOfAWaveAreNoTeeth) {
  EXPECT_EQ(find(series_of(200, [](double u) { return 200.0 + 100.0 * u + 21.0 * wave(u, 9.1); })).reason,
            "grows throughout, under a wave");
}

TEST(FindGrowth, DriftUnderAWaveThatGoesOnInAGapIsSustained) {
  const auto shape = [](double u) { return 200.0 + 130.0 * u + 60.0 * wave(u, 7.25); };
  const GrownSeries whole = series_of(600, shape);
  GrownSeries series;
  for (std::size_t i = 0; i < whole.bytes.size(); ++i) {
    if (i >= 200 && i < 250) continue;
    if (i == 250) series.starts.push_back(series.bytes.size());
    series.seconds.push_back(whole.seconds[i]);
    series.bytes.push_back(whole.bytes[i]);
  }
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

// As a wave and a half with a drift it would fit a sine, too.
TEST(FindGrowth, TwoPhasesOfAJobThatKeepsMoreAreNotSustained) {
  EXPECT_FALSE(find(series_of(400, [](double u) {
                 const double part = tooth(u, 2.0), load = std::min(1.0, part / 0.2);
                 return 100.0 + 80.0 * std::floor(2.0 * u) + 100.0 * load +
                        (part > 0.3 && part < 0.9 ? 60.0 * wave(part - 0.3, 0.8333) : 0.0);
               })).sustained);
}

TEST(FindGrowth, RestartThatFillsUpAgainIsNotSustained) {
  EXPECT_FALSE(find(series_of(300, [](double u) {
                 return u < 0.4 ? 300.0 - 150.0 * std::exp(-u / 0.1)
                                : 310.0 - 210.0 * std::exp(-(u - 0.4) / 0.2);
               })).sustained);
}

TEST(FindGrowth, TransientDropIsForgiven) {
  EXPECT_TRUE(
      find(series_of(300, [](double u) { return line(u) - (u > 0.4 && u < 0.46 ? 70.0 : 0.0); })).sustained);
}

TEST(FindGrowth, FallAtExitIsForgiven) {
  GrownSeries series = series_of(300, line);
  series.bytes[297] = 50.0 * kMebibyte;
  series.bytes[298] = 10.0 * kMebibyte;
  series.bytes[299] = 0.0;
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.window.last, 296U);
}

TEST(FindGrowth, ZerosAndNotNumbersAreNotObserved) {
  GrownSeries series = series_of(300, line);
  for (const std::size_t i : {0U, 50U, 51U, 52U, 120U}) series.bytes[i] = 0.0;
  series.bytes[200] = std::numeric_limits<double>::quiet_NaN();
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.series_samples, 294U);
}

// Flat up to `onset`, a part of the whole, then a line.
GrownSeries late_line(double onset) {
  return series_of(3000, [=](double u) { return 400.0 + 3000.0 * std::max(0.0, u - onset); });
}

TEST(FindGrowth, WhatBeginsLateIsFoundWhateverItsPart) {
  for (const double onset : {0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98}) {
    const GrowthFinding finding = find(late_line(onset));
    EXPECT_TRUE(finding.sustained) << onset << ": " << finding.reason;
    EXPECT_EQ(finding.window.last, 2999U);
    EXPECT_EQ(finding.window.samples, 3000U - finding.window.first);
    EXPECT_GE(finding.window.first, static_cast<std::size_t>(0.8 * onset * 3000.0)) << onset;
  }
}

TEST(FindGrowth, ALateStepIsNotSustained) {
  EXPECT_FALSE(find(series_of(3000, [](double u) { return u < 0.9 ? 400.0 : 900.0; })).sustained);
}

TEST(FindGrowth, TheEndOfACreepIsNotSustained) {
  EXPECT_FALSE(find(series_of(3000, [](double u) { return 400.0 + 80.0 * std::log1p(50.0 * u); })).sustained);
}

TEST(FindGrowth, ALateRiseAsOftenBeforeIsNotSustained) {
  // Three times a rise to a level that is given back, the fourth is going on.
  const GrowthFinding finding = find(series_of(1200, [](double u) {
    const double part = tooth(u, 3.75);
    return 400.0 + 300.0 * std::max(0.0, part - 0.5);
  }));
  EXPECT_FALSE(finding.sustained) << finding.reason;
}

// Opens a gap before the sample.
void open_gap(GrownSeries& series, std::size_t sample, double gap_seconds) {
  for (std::size_t i = sample; i < series.seconds.size(); ++i) series.seconds[i] += gap_seconds;
  series.starts.push_back(sample);
}

TEST(FindGrowth, WhatStoodStillSinceBeforeAGapHasStopped) {
  GrownSeries series = series_of(300, [](double u) { return 100.0 + 60.0 * std::min(1.0, u / 0.95); });
  EXPECT_TRUE(find(series).sustained) << "a short pause at the end";
  for (const std::size_t before : {290U, 299U}) {
    GrownSeries gapped = series;
    open_gap(gapped, before, 3600.0);
    const GrowthFinding finding = find(gapped);
    EXPECT_EQ(finding.rule, GrowthRule::kStillGrows) << before;
    EXPECT_FALSE(finding.sustained) << before;
  }
}

TEST(FindGrowth, WhatGrowsOnBehindGapsIsSustained) {
  GrownSeries series = series_of(300, line);
  for (const std::size_t sample : {50U, 120U, 121U, 200U, 260U, 275U}) open_gap(series, sample, 3600.0);
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, GapCountsForTheSlopeButNotForTheBlocks) {
  GrownSeries series = series_of(300, line);
  for (std::size_t i = 150; i < 300; ++i) series.seconds[i] += 3000.0;
  series.starts = {0, 150};
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NEAR(finding.window.span_seconds, 3299.0, 1.0);
  EXPECT_NEAR(finding.window.observed_seconds, 299.0, 2.0);
}

TEST(FindGrowth, CollectionsEverFasterAreJudgedByTime) {
  GrownSeries series;
  double time = 0.0;
  for (std::size_t i = 0; i < 400; ++i) {
    series.seconds.push_back(time);
    series.bytes.push_back((100.0 + time) * kMebibyte);
    time += std::exp(-0.01 * static_cast<double>(i));
  }
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, CollectionsEverSlowerAreJudgedByCount) {
  GrownSeries series;
  double time = 0.0;
  for (std::size_t i = 0; i < 400; ++i) {
    series.seconds.push_back(time);
    series.bytes.push_back((100.0 + static_cast<double>(i)) * kMebibyte);
    time += std::exp(0.01 * static_cast<double>(i));
  }
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NEAR(finding.slope_bytes_per_second, 399.0 * kMebibyte / series.seconds.back(), 0.3 * kMebibyte);
}

// Of a heap that is full after five collections, dozens follow in the last seconds.
TEST(FindGrowth, StampsThatDifferByLessThanThreeTimesAreNoEvents) {
  GrownSeries series = series_of(24, [](double u) { return 100.0 + 50.0 * u; });
  for (std::size_t i = 1; i < series.seconds.size(); ++i)
    series.seconds[i] = series.seconds[i - 1] + 1.0 + 4.0 * static_cast<double>(i) / 23.0;
  EXPECT_FALSE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, BurstsOfStampsWeighByTheirTime) {
  GrownSeries series;
  for (std::size_t i = 0; i < 8; ++i) {
    series.seconds.push_back(60.0 * static_cast<double>(i));
    series.bytes.push_back((200.0 + 100.0 * static_cast<double>(i)) * kMebibyte);
    if (i > 0) series.starts.push_back(i);
  }
  for (std::size_t i = 1; i <= 30; ++i) {
    series.seconds.push_back(420.0 + 0.1 * static_cast<double>(i));
    series.bytes.push_back(900.0 * kMebibyte);
  }
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_FALSE(finding.paused) << "the gaps between the stamps are time";
  EXPECT_NEAR(finding.slope_bytes_per_second, 700.0 / 423.0 * kMebibyte, 0.05 * kMebibyte);
}

TEST(FindGrowth, AFallOfOnePartIsForgiven) {
  // Pages of a leak that are swapped out once.
  EXPECT_TRUE(
      find(series_of(600, [](double u) { return 100.0 + 300.0 * u - (u > 0.4 ? 40.0 : 0.0); })).sustained);
}

TEST(FindGrowth, IntervalHoldsTheSlope) {
  const GrowthFinding finding = find(series_of(300, [](double u) { return line(u) + std::sin(40.0 * u); }));
  ASSERT_TRUE(finding.sustained) << finding.reason;
  EXPECT_GT(finding.slope_low, 0.0);
  EXPECT_LT(finding.slope_low, finding.slope_bytes_per_second);
  EXPECT_GT(finding.slope_high, finding.slope_bytes_per_second);
}

TEST(FindGrowth, StartAndEndAreObserved) {
  const GrownSeries series = series_of(600, [](double u) { return line(u) + std::sin(55.0 * u); });
  const GrowthFinding finding = find(series);
  ASSERT_TRUE(finding.sustained) << finding.reason;
  EXPECT_GE(finding.first_bytes, *std::min_element(series.bytes.begin(), series.bytes.end()));
  EXPECT_LE(finding.last_bytes, *std::max_element(series.bytes.end() - 20, series.bytes.end()));
  EXPECT_DOUBLE_EQ(finding.growth_bytes, finding.last_bytes - finding.first_bytes);
}

TEST(FindGrowth, MoreSearchesAskForMore) {
  const GrownSeries series = series_of(6, line);
  const GrowthFinding once = find_growth({series.seconds, series.bytes}, {}, 1.0);
  const GrowthFinding often = find_growth({series.seconds, series.bytes}, {}, 1000.0);
  EXPECT_TRUE(once.sustained);
  EXPECT_FALSE(often.sustained);
  EXPECT_EQ(often.rule, GrowthRule::kExceedsChance);
}

TEST(FindGrowth, MoreSearchesAskForMoreBehindAPauseToo) {
  const GrownSeries series = series_of(600, [](double u) { return line(std::min(u, 0.6)); });
  const SeriesView view(series.seconds, series.bytes);
  EXPECT_TRUE(find_growth(view, {}, 1.0).stopped);
  const GrowthFinding often = find_growth(view, {}, 1000.0);
  EXPECT_FALSE(often.stopped || often.sustained) << often.reason;
}

TEST(FindGrowth, ExplanationHasEveryRuleOfTheWindow) {
  GrowthSettings settings;
  settings.every_rule = true;
  const GrowthFinding finding =
      find(series_of(300, [](double u) { return u < 0.5 ? 100.0 : 164.0; }), settings);
  EXPECT_EQ(finding.rules.size(), 10U);
  EXPECT_TRUE(std::any_of(finding.rules.begin(), finding.rules.end(),
                          [](const AskedGrowthRule& rule) { return !rule.passed; }));
}

TEST(FindGrowth, EveryRuleHasAName) {
  for (int rule = 0; rule <= static_cast<int>(GrowthRule::kSustained); ++rule) {
    EXPECT_STRNE(to_string(static_cast<GrowthRule>(rule)), "unknown");
  }
}

// 3000 samples with some noise; grows in the last `samples` only.
GrowthFinding late_by(double samples, const GrowthSettings& settings = {}) {
  return find(series_of(3000,
                        [=](double u) {
                          const double i = u * 2999.0;
                          return 400.0 + 0.5 * std::sin(i * 1.7) +
                                 200.0 * std::max(0.0, 1.0 - (3000.0 - i) / samples);
                        }),
              settings);
}

TEST(FindGrowth, PartsUpToASixteenthHaveCellsOfTheirOwn) {
  EXPECT_TRUE(late_by(240.0).sustained) << late_by(240.0).reason;
  EXPECT_TRUE(late_by(100.0).sustained) << late_by(100.0).reason;
  EXPECT_FALSE(late_by(240.0, {.halvings = 1}).sustained) << "eight cells of the last half";
  EXPECT_TRUE(late_by(240.0, {.halvings = 2}).sustained);
}

TEST(FindGrowth, ADriftUnderAWaveIsNearlyHalfAsHigh) {
  const auto under_wave = [](double drift) {
    return find(series_of(600, [=](double u) {
      return 400.0 + 100.0 * drift * u + 50.0 * std::cos(2.0 * std::numbers::pi * 4.0 * u);
    }));
  };
  EXPECT_TRUE(under_wave(0.47).sustained);
  EXPECT_EQ(under_wave(0.47).reason, "grows throughout, under a wave");
  EXPECT_FALSE(under_wave(0.38).sustained);
}

TEST(FindGrowth, AThirtySecondRampThatIsHeldHasStopped) {
  const GrowthFinding finding =
      find(series_of(50, [](double u) { return 100.0 + 3.0 * std::min(30.0, u * 49.0); }));
  EXPECT_TRUE(finding.stopped) << finding.reason;
}

TEST(FindGrowth, HalfOfRealTimeMayBeAPauseOverAGap) {
  const auto with_gap = [](double gap_seconds) {
    GrownSeries series = series_of(300, [](double u) { return 100.0 + 60.0 * std::min(1.0, u / 0.95); });
    open_gap(series, 290, gap_seconds);
    return find(series);
  };
  EXPECT_TRUE(with_gap(175.0).sustained) << with_gap(175.0).reason;
  EXPECT_FALSE(with_gap(413.0).sustained);
}

}  // namespace
}  // namespace tidemark
