#include "analyzer/growth/growth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;

struct Series {
  std::vector<double> seconds;
  std::vector<double> bytes;
  std::vector<std::size_t> starts = {0};
};

// `samples` values of `mebibytes(u)` in pages, u from 0 to 1, one a second.
template <typename Shape>
Series series_of(std::size_t samples, Shape mebibytes) {
  Series series;
  for (std::size_t i = 0; i < samples; ++i) {
    series.seconds.push_back(static_cast<double>(i));
    const double u = static_cast<double>(i) / static_cast<double>(samples - 1);
    series.bytes.push_back(std::round(mebibytes(u) * 256.0) * 4096.0);
  }
  return series;
}

GrowthFinding find(const Series& series, const GrowthSettings& settings = {}) {
  return find_growth({series.seconds, series.bytes, series.starts}, settings);
}

double line(double u) { return 100.0 + 60.0 * u; }

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
  EXPECT_LT(finding.p_value, 1e-6);
}

TEST(FindGrowth, SixtySamplesSuffice) { EXPECT_TRUE(find(series_of(60, line)).sustained); }

TEST(FindGrowth, LongSeriesIsJudgedAlike) { EXPECT_TRUE(find(series_of(100000, line)).sustained); }

TEST(FindGrowth, NineSamplesAreTooFew) {
  EXPECT_EQ(find(series_of(9, line)).rule, GrowthRule::kTooFewSamples);
  EXPECT_EQ(find(Series{}).rule, GrowthRule::kTooFewSamples);
}

TEST(FindGrowth, ConstantSeriesHoldsStill) {
  EXPECT_EQ(find(series_of(300, [](double) { return 80.0; })).rule, GrowthRule::kHoldsStill);
}

TEST(FindGrowth, ShrinkingIsNoTrend) {
  EXPECT_EQ(find(series_of(300, [](double u) { return 200.0 - 80.0 * u; })).rule, GrowthRule::kNoTrend);
}

TEST(FindGrowth, OneStepIsNamedWithItsSize) {
  const GrowthFinding finding = find(series_of(300, [](double u) { return u < 0.55 ? 100.0 : 164.0; }));
  EXPECT_FALSE(finding.sustained);
  EXPECT_EQ(finding.rule, GrowthRule::kOneStep);
  EXPECT_NE(finding.reason.find("one step of"), std::string::npos) << finding.reason;
}

TEST(FindGrowth, ThreeStepsAreNoRate) {
  EXPECT_FALSE(find(series_of(300, [](double u) { return 100.0 + 40.0 * std::floor(u * 3.2); })).sustained);
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

TEST(FindGrowth, DriftUnderAWaveThatGoesOnInAGapIsSustained) {
  const auto shape = [](double u) { return 200.0 + 100.0 * u + 60.0 * wave(u, 7.3); };
  const Series whole = series_of(600, shape);
  Series series;
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
  Series series = series_of(300, line);
  series.bytes[297] = 50.0 * kMebibyte;
  series.bytes[298] = 10.0 * kMebibyte;
  series.bytes[299] = 0.0;
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.window.last, 296U);
}

TEST(FindGrowth, ZerosAndNotNumbersAreNotObserved) {
  Series series = series_of(300, line);
  for (const std::size_t i : {0U, 50U, 51U, 52U, 120U}) series.bytes[i] = 0.0;
  series.bytes[200] = std::numeric_limits<double>::quiet_NaN();
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.series_samples, 294U);
}

// Flat up to `onset`, a part of the whole, then a line.
Series late_line(double onset) {
  return series_of(3000, [=](double u) { return 400.0 + 3000.0 * std::max(0.0, u - onset); });
}

TEST(FindGrowth, WhatBeginsLateIsFoundWhateverItsPart) {
  for (const double onset : {0.5, 0.7, 0.8, 0.85, 0.9, 0.95}) {
    const GrowthFinding finding = find(late_line(onset));
    EXPECT_TRUE(finding.sustained) << onset << ": " << finding.reason;
    EXPECT_EQ(finding.window.last, 2999U);
  }
  EXPECT_TRUE(find(late_line(0.9)).began_late);
  EXPECT_FALSE(find(late_line(0.5)).began_late);
}

TEST(FindGrowth, ALateStepOrTheEndOfAnEvenRiseDoesNotBeginLate) {
  EXPECT_FALSE(find(series_of(3000, [](double u) { return u < 0.9 ? 400.0 : 900.0; })).sustained);
  const GrowthFinding creep =
      find(series_of(3000, [](double u) { return 400.0 + 80.0 * std::log1p(50.0 * u); }));
  EXPECT_FALSE(creep.began_late) << creep.reason;
}

TEST(FindGrowth, WhatStandsStillAtTheEndHasPaused) {
  const auto filled_at = [](double end) {
    return find(series_of(600, [=](double u) { return 400.0 + 3000.0 * std::min(1.0, u / end); }));
  };
  EXPECT_FALSE(filled_at(1.0).paused);
  EXPECT_TRUE(filled_at(0.85).paused);
  EXPECT_NE(filled_at(0.85).reason.find("little in the last"), std::string::npos) << filled_at(0.85).reason;
  const GrowthFinding stairs =
      find(series_of(600, [](double u) { return 400.0 + 64.0 * std::floor(u * 7.9); }));
  EXPECT_FALSE(stairs.paused) << "no longer than between two stairs";
}

// Opens a gap before the sample.
void open_gap(Series& series, std::size_t sample, double gap_seconds) {
  for (std::size_t i = sample; i < series.seconds.size(); ++i) series.seconds[i] += gap_seconds;
  series.starts.push_back(sample);
}

TEST(FindGrowth, WhatStoodStillSinceGapAfterGapHasStopped) {
  Series series = series_of(300, [](double u) { return 100.0 + 60.0 * std::min(1.0, u / 0.95); });
  EXPECT_TRUE(find(series).sustained) << "a short pause at the end";
  open_gap(series, 290, 3600.0);
  EXPECT_TRUE(find(series).sustained) << "over one gap the host may have slept";
  open_gap(series, 295, 3600.0);
  const GrowthFinding finding = find(series);
  EXPECT_EQ(finding.rule, GrowthRule::kStopped);
  EXPECT_FALSE(finding.sustained);
}

TEST(FindGrowth, WhatGrowsOnBehindGapsIsSustained) {
  Series series = series_of(300, line);
  for (const std::size_t sample : {50U, 120U, 121U, 200U, 260U, 275U}) open_gap(series, sample, 3600.0);
  EXPECT_TRUE(find(series).sustained) << find(series).reason;
}

TEST(FindGrowth, GapCountsForTheSlopeButNotForTheBlocks) {
  Series series = series_of(300, line);
  for (std::size_t i = 150; i < 300; ++i) series.seconds[i] += 3000.0;
  series.starts = {0, 150};
  const GrowthFinding finding = find(series);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NEAR(finding.window.span_seconds, 3299.0, 1.0);
  EXPECT_NEAR(finding.window.observed_seconds, 299.0, 2.0);
}

TEST(FindGrowth, ElevenRisingSamplesCountTheirFloors) {
  const GrowthFinding finding = find(series_of(11, line));
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_GE(finding.rising_floors, 8U);
  EXPECT_EQ(find(series_of(11, [](double u) { return 100.0 + 60.0 * std::sqrt(u); })).rising_floors, 0U);
}

TEST(FindGrowth, ExplanationHasEveryRuleOfTheWindow) {
  GrowthSettings settings;
  settings.every_rule = true;
  const GrowthFinding finding =
      find(series_of(300, [](double u) { return u < 0.5 ? 100.0 : 164.0; }), settings);
  EXPECT_GE(finding.rules.size(), 11U);
  EXPECT_TRUE(std::any_of(finding.rules.begin(), finding.rules.end(),
                          [](const AskedGrowthRule& t) { return !t.passed; }));
}

// The figure of a rule that is told in words which begin so, with every rule worked out.
AskedGrowthRule explain(const std::function<double(double)>& shape, const std::string& words) {
  GrowthSettings settings;
  settings.every_rule = true;
  const GrowthFinding finding = find(series_of(300, shape), settings);
  const auto found =
      std::find_if(finding.rules.begin(), finding.rules.end(),
                   [&](const AskedGrowthRule& rule) { return std::string(rule.figure).starts_with(words); });
  EXPECT_NE(found, finding.rules.end()) << words;
  return found == finding.rules.end() ? AskedGrowthRule{} : *found;
}

TEST(FindGrowth, AFigureThatPassesByAnotherConditionSaysSo) {
  const AskedGrowthRule rises = explain(line, "separate rises");
  EXPECT_LT(rises.value, rises.bound);
  EXPECT_TRUE(rises.passed);
  EXPECT_STREQ(rises.figure, "separate rises; not asked where most blocks rise");
  const auto stairs = [](double u) { return 100.0 + 20.0 * std::min(3.0, std::floor(u / 0.24)); };
  const AskedGrowthRule late = explain(stairs, "share of the growth in the last quarter");
  EXPECT_LT(late.value, late.bound);
  EXPECT_TRUE(late.passed);
  EXPECT_STREQ(late.figure, "share of the growth in the last quarter; a pause as those before");
  const auto slow = [](double u) { return 100.0 + 60.0 * std::pow(u, 0.6); };
  const AskedGrowthRule curve = explain(slow, "F of a slowing curve");
  EXPECT_GT(curve.value, curve.bound);
  EXPECT_TRUE(curve.passed);
  EXPECT_STREQ(curve.figure, "F of a slowing curve over a line; the curve hardly slows");
  const auto warmed_up = [](double u) { return 100.0 + 30.0 * (1.0 - std::exp(-10.0 * u)) + 60.0 * u; };
  const AskedGrowthRule whole = explain(warmed_up, "the same over the whole series");
  EXPECT_GT(whole.value, whole.bound);
  EXPECT_TRUE(whole.passed);
  EXPECT_STREQ(whole.figure, "the same over the whole series; a single bend or an ended warm-up fits better");
}

TEST(FindGrowth, AFigureThatFailsNamesItsOwnConditionOnly) {
  const auto warm_up = [](double u) { return 100.0 + 60.0 * (1.0 - std::exp(-5.0 * u)); };
  EXPECT_STREQ(explain(warm_up, "F of a slowing curve").figure, "F of a slowing curve over a line");
  EXPECT_STREQ(explain(warm_up, "share of the growth in the last").figure,
               "share of the growth in the last quarter");
  EXPECT_FALSE(explain(warm_up, "F of a slowing curve").passed);
}

TEST(FindGrowth, EveryRuleHasAName) {
  for (int rule = 0; rule <= static_cast<int>(GrowthRule::kSustained); ++rule) {
    EXPECT_STRNE(to_string(static_cast<GrowthRule>(rule)), "unknown");
  }
}

}  // namespace
}  // namespace tidemark
