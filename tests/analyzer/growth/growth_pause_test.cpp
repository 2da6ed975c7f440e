// Growth that pauses or has stopped.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/analyzer/growth/grown_series.hpp"

namespace tidemark {
namespace {

using namespace testing;

GrowthFinding filled_at(double end) {
  return find(series_of(600, [=](double u) { return 400.0 + 3000.0 * std::min(1.0, u / end); }));
}

TEST(FindGrowth, AnAlertLastsThroughAShortPause) {
  EXPECT_FALSE(filled_at(1.0).paused);
  const GrowthFinding paused = filled_at(0.83);
  EXPECT_TRUE(paused.sustained) << paused.reason;
  EXPECT_TRUE(paused.paused);
  EXPECT_NEAR(paused.still_seconds, 600.0 * (0.17 + 0.07 * 0.83), 25.0) << "and the last 7 % of the growth";
  const GrowthFinding stairs =
      find(series_of(600, [](double u) { return 400.0 + 64.0 * std::floor(u * 7.9); }));
  EXPECT_FALSE(stairs.paused) << "no longer than between two stairs";
}

TEST(FindGrowth, AnAlertLastsThroughAPauseOfAQuarterOfItsTime) {
  const auto begins_late = [](double u) { return 100.0 + 60.0 * std::clamp((u - 0.2) / 0.66, 0.0, 1.0); };
  const GrowthFinding finding = find(series_of(48, begins_late));
  EXPECT_TRUE(finding.paused) << finding.reason;
  EXPECT_EQ(finding.still_seconds, 8.0);
}

TEST(FindGrowth, OfFewSamplesNoPartOfTheLevelGoesToHalves) {
  EXPECT_TRUE(find(series_of(36, [](double u) { return 100.0 + 60.0 * std::min(1.0, u / 0.8); })).paused);
}

TEST(FindGrowth, AStairAtTheEndIsNoPause) {
  EXPECT_FALSE(find(series_of(18, [](double u) {
                 return 100.0 + 64.0 * std::floor(15.3 * std::min(u, 0.9));
               })).paused);
}

// Rises ever less, the higher `exponent`, and then stands still.
GrowthFinding slowed_at(double end, double exponent, std::size_t samples = 600) {
  return find(series_of(samples, [=](double u) {
    return 100.0 + 60.0 * (1.0 - std::pow(std::max(0.0, 1.0 - u / end), exponent));
  }));
}

TEST(FindGrowth, APauseThatAWarmUpEndsInIsNotForgiven) {
  EXPECT_TRUE(slowed_at(1.0, 1.4).sustained) << "hardly slows, by itself";
  EXPECT_TRUE(slowed_at(0.85, 1.0).paused);
  EXPECT_FALSE(slowed_at(0.85, 1.4).sustained);
  EXPECT_TRUE(slowed_at(0.85, 1.4).stopped) << slowed_at(0.85, 1.4).reason;
  EXPECT_TRUE(slowed_at(0.97, 1.4, 30).stopped) << slowed_at(0.97, 1.4, 30).reason;
}

TEST(FindGrowth, WhatIsHeldForLongHasStopped) {
  for (const double end : {0.4, 0.6, 0.75}) {
    const GrowthFinding finding = filled_at(end);
    EXPECT_FALSE(finding.sustained) << end;
    EXPECT_TRUE(finding.stopped) << end << ": " << finding.reason;
    EXPECT_EQ(finding.rule, GrowthRule::kStillGrows);
    EXPECT_NEAR(static_cast<double>(finding.window.last), 600.0 * end, 40.0);
    EXPECT_NEAR(finding.end_bytes, 3400.0 * kMebibyte, kMebibyte);
  }
}

TEST(FindGrowth, AWarmUpThatIsHeldHasNotBeenGrowth) {
  const GrowthFinding finding =
      find(series_of(600, [](double u) { return 100.0 + 80.0 * (1.0 - std::exp(-u / 0.05)); }));
  EXPECT_FALSE(finding.stopped) << finding.reason;
  EXPECT_FALSE(find(series_of(600, [](double u) { return u < 0.3 ? 100.0 : 164.0; })).stopped);
}

TEST(FindGrowth, APauseAsThoseBeforeIsForgiven) {
  // Works for half of each fifth of the time, then stands still, at the end for longer than a fifth's half.
  const auto phases = [](double u) {
    const double place = u * 5.0, whole = std::floor(place);
    return 100.0 + 40.0 * (whole + std::min(1.0, (place - whole) / 0.4));
  };
  EXPECT_TRUE(find(series_of(600, phases)).sustained) << find(series_of(600, phases)).reason;
}

}  // namespace
}  // namespace tidemark
