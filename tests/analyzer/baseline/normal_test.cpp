#include "analyzer/baseline/normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/analyzer/baseline/made_runs.hpp"

namespace tidemark {
namespace {

using namespace testing;

MetricChange compare(const std::vector<MetricMeasure>& earlier, const MetricMeasure& now) {
  std::vector<const MetricMeasure*> runs;
  for (const MetricMeasure& measure : earlier) runs.push_back(&measure);
  return compare_metric(runs, now);
}

std::vector<MetricMeasure> runs_at(const std::vector<double>& mebibytes) {
  std::vector<MetricMeasure> runs;
  for (const double level : mebibytes) runs.push_back(made_measure(level * kMebibyte));
  return runs;
}

TEST(LearnNormal, MoreRunsThatAgreeMakeItNarrower) {
  const BaselineSettings settings;
  const Normal one = learn_normal(std::vector{100.0}, 2.0, settings);
  EXPECT_EQ(one.median, 100.0);
  EXPECT_EQ(one.deviation, 2.0);
  EXPECT_NEAR(one.high - 100.0, 100.0 - one.low, 1e-9);
  const Normal ten = learn_normal(std::vector<double>(10, 100.0), 2.0, settings);
  EXPECT_LT(ten.high, 100.0 + (one.high - 100.0) / 2);
  const Normal scattered = learn_normal(std::vector{90.0, 110.0, 92.0, 109.0, 91.0, 112.0}, 2.0, settings);
  EXPECT_GT(scattered.high, one.high);
}

TEST(LearnNormal, ABadRunHardlyMovesIt) {
  const BaselineSettings settings;
  const Normal clean = learn_normal(std::vector{100., 101., 99., 100., 101., 99., 100.}, 2.0, settings);
  const Normal with_bad = learn_normal(std::vector{100., 101., 99., 300., 101., 99., 100.}, 2.0, settings);
  EXPECT_NEAR(with_bad.high, clean.high, 2.0);
}

TEST(CompareMetric, OneRunTellsADoublingAndLetsATenthPass) {
  EXPECT_TRUE(compare(runs_at({100}), made_measure(200 * kMebibyte)).is_higher);
  EXPECT_FALSE(compare(runs_at({100}), made_measure(110 * kMebibyte)).is_worse());
}

TEST(CompareMetric, ManyRunsTellAFifth) {
  const auto runs = runs_at({100, 101, 99, 100, 102, 100, 99, 101, 100, 100});
  EXPECT_TRUE(compare(runs, made_measure(120 * kMebibyte)).is_higher);
  EXPECT_FALSE(compare(runs, made_measure(106 * kMebibyte)).is_worse());
  EXPECT_TRUE(compare(runs, made_measure(80 * kMebibyte)).is_lower);
}

TEST(CompareMetric, WhatIsSmallerThanAMebibyteIsNoChange) {
  EXPECT_FALSE(compare(runs_at({1, 1, 1, 1, 1, 1}), made_measure(1.9 * kMebibyte)).is_worse());
  EXPECT_TRUE(compare(runs_at({1, 1, 1, 1, 1, 1}), made_measure(4 * kMebibyte)).is_higher);
}

TEST(CompareMetric, SmallStepsOverManyRunsAddUp) {
  std::vector<MetricMeasure> runs;
  std::size_t first_told = 0;
  for (int step = 0; step <= 10; ++step) {
    const MetricMeasure now = made_measure(100 * kMebibyte * std::pow(1.03, step));
    if (!runs.empty()) {
      EXPECT_FALSE(compare({runs.back()}, now).is_worse()) << "beside the one before, step " << step;
      if (compare(runs, now).is_worse() && first_told == 0) first_told = runs.size();
    }
    runs.push_back(now);
  }
  EXPECT_GE(first_told, 4U);
  EXPECT_LE(first_told, 8U);
  runs.pop_back();
  const MetricChange last = compare(runs, made_measure(100 * kMebibyte * std::pow(1.03, 10)));
  EXPECT_TRUE(last.is_above_oldest);
  EXPECT_TRUE(last.is_drifting);
}

TEST(CompareMetric, SmallStepsAreToldUnderNoiseToo) {
  constexpr int kTrials = 200;
  std::mt19937 random(11);
  std::normal_distribution<double> noise(0.0, 0.015);
  int told = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> levels;
    for (int step = 0; step <= 10; ++step)
      levels.push_back(100 * std::pow(1.03, step) * std::exp(noise(random)));
    const double now = levels.back();
    levels.pop_back();
    told += compare(runs_at(levels), made_measure(now * kMebibyte)).is_worse() ? 1 : 0;
  }
  EXPECT_GE(told, kTrials * 95 / 100);
}

// The level is that of one metric; a program has four, and the growth.
TEST(CompareMetric, RunsOfAnUnchangedProgramSeldomDiffer) {
  constexpr int kTrials = 2000;
  std::mt19937 random(7);
  for (const double deviation : {0.01, 0.03, 0.05}) {
    std::normal_distribution<double> noise(0.0, deviation);
    for (const int count : {1, 2, 3, 5, 10, 20}) {
      int told = 0;
      for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<double> levels;
        for (int i = 0; i < count; ++i) levels.push_back(100 * std::exp(noise(random)));
        const auto now = made_measure(100 * std::exp(noise(random)) * kMebibyte);
        told += compare(runs_at(levels), now).is_worse() ? 1 : 0;
      }
      EXPECT_LE(told, kTrials / 100) << deviation << " between " << count << " runs";
    }
  }
}

TEST(CompareMetric, FasterGrowthIsTold) {
  const std::vector<MetricMeasure> runs(3, made_measure(100 * kMebibyte, 5 * kMebibyte));
  EXPECT_TRUE(compare(runs, made_measure(120 * kMebibyte, 20 * kMebibyte)).grows_faster);
  EXPECT_FALSE(compare(runs, made_measure(100 * kMebibyte, 5.5 * kMebibyte)).is_worse());
}

TEST(CompareMetric, AnUncertainSlopeIsNotTold) {
  const std::vector<MetricMeasure> runs(3, made_measure(100 * kMebibyte));
  MetricMeasure now = made_measure(100 * kMebibyte, 20 * kMebibyte);
  now.slope_low = -now.slope_high;
  EXPECT_FALSE(compare(runs, now).grows_faster);
}

TEST(CompareMetric, AShorterRunIsNotFasterByItsStart) {
  const std::vector<MetricMeasure> runs(3, made_measure(100 * kMebibyte, 40 * kMebibyte, 600));
  EXPECT_FALSE(compare(runs, made_measure(100 * kMebibyte, 40 * kMebibyte, 60)).is_worse());
}

TEST(CompareMetric, ALongerRunMayEndHigherByWhatIsNormalGrowth) {
  const std::vector<MetricMeasure> runs(3, made_measure(100 * kMebibyte, 40 * kMebibyte, 600));
  EXPECT_FALSE(compare(runs, made_measure(180 * kMebibyte, 120 * kMebibyte, 1800)).is_worse());
  EXPECT_TRUE(compare(runs, made_measure(300 * kMebibyte, 240 * kMebibyte, 1800)).is_worse());
}

}  // namespace
}  // namespace tidemark
