#include "analyzer/growth/drift.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "analyzer/growth/drift_chance.hpp"
#include "analyzer/growth/settings.hpp"

namespace tidemark {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMargin = GrowthSettings{}.correlation_margin;

Values counting(std::size_t count) {
  Values values(count);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

Drift drift_of(const Values& values) { return measure_drift(counting(values.size()), values, 0.0); }

TEST(MeasureDrift, EvenIsStudentsTOfTheSteps) {
  // Steps 1, 2, 3: mean 2, deviation 1, t = 2 sqrt(3).
  const Drift drift = drift_of({0, 1, 3, 6});
  EXPECT_NEAR(drift.even, 2.0 * std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(drift.spread, std::sqrt(3.0), 1e-12);
  EXPECT_DOUBLE_EQ(drift.rise, 6.0);
  EXPECT_EQ(drift.steps, 3U);
  EXPECT_DOUBLE_EQ(drift.unopposed, kInfinity);
}

TEST(MeasureDrift, UnopposedIsTheRiseOverTheLargestFall) {
  EXPECT_DOUBLE_EQ(drift_of({0, 10, 7, 8, 5, 30}).unopposed, 6.0) << "30 over the fall from 10 to 5";
}

TEST(MeasureDrift, CorrelationIsThatOfNeighbouringSteps) {
  EXPECT_NEAR(drift_of({0, 2, 2, 4, 4, 6, 6, 8}).correlation, -0.8, 0.1);
  EXPECT_GT(drift_of({0, 0, 0, 0, 3, 6, 9, 12}).correlation, 0.4);
  // Steps 1, 2, 3 about their mean: -1, 0, 1, of which no neighbours are both different from 0.
  EXPECT_DOUBLE_EQ(drift_of({0, 1, 3, 6}).correlation, 0.0);
}

TEST(MeasureDrift, ALineHasNoSpread) {
  EXPECT_DOUBLE_EQ(drift_of({0, 2, 4, 6, 8}).spread, 0.0);
  EXPECT_DOUBLE_EQ(drift_of({0, 2, 4, 6, 8}).even, kInfinity);
}

TEST(MeasureDrift, AFallIsNoRise) {
  EXPECT_LT(drift_of({9, 8, 5, 4}).even, 0.0);
  EXPECT_LE(drift_of({9, 9, 9, 9}).unopposed, 0.0);
}

TEST(MeasureDrift, UnevenTimesWeighTheSteps) {
  // As far in each unit of time, whatever the distance of the samples.
  const Values times{0, 1, 3, 4, 8}, values{0, 2, 6, 8, 16};
  EXPECT_DOUBLE_EQ(measure_drift(times, values, 0.0).spread, 0.0);
  const Values equal{0, 4, 8, 12, 16};
  EXPECT_GT(measure_drift(times, equal, 0.0).spread, 1.0);
}

TEST(MeasureDrift, BurstsAreOneStep) {
  const Values times{0, 10, 20, 30, 30.1, 30.2, 30.3}, values{0, 5, 10, 15, 15, 15, 15};
  EXPECT_EQ(measure_drift(times, values, 1.0).steps, 4U) << "three, and the burst at the end";
  EXPECT_EQ(measure_drift(times, values, 0.0).steps, 6U);
}

TEST(Drift, DeviationFollowsTheCorrelation) {
  Drift drift{.rise = 10.0, .spread = 2.0, .correlation = 0.0, .steps = 99};
  EXPECT_DOUBLE_EQ(drift.deviation(0.0), 2.0);
  drift.correlation = 0.5;
  EXPECT_DOUBLE_EQ(drift.deviation(0.0), 2.0 * std::sqrt(2.0));
  drift.correlation = -0.5;
  EXPECT_DOUBLE_EQ(drift.deviation(0.0), 2.0 * std::sqrt(1.0 / 99.0)) << "noise alone does not add up";
  EXPECT_DOUBLE_EQ(drift.guarded_correlation(1.5), -0.35) << "one and a half of a tenth";
}

TEST(ChanceOfDrift, FallsWithEvenSteps) {
  double before = 1.0;
  for (const double even : {1.0, 2.0, 3.0, 4.0, 5.0, 8.0}) {
    const double chance = chance_of_drift({.even = even, .steps = 47}, 48, kMargin);
    EXPECT_LE(chance, before) << even;
    before = chance;
  }
  EXPECT_LT(before, 1e-3);
}

TEST(ChanceOfDrift, EitherStatisticWillDo) {
  EXPECT_LT(chance_of_drift({.even = 9.0, .unopposed = 1.0, .steps = 47}, 48, kMargin), 0.01);
  EXPECT_LT(chance_of_drift({.even = 1.0, .unopposed = 60.0, .steps = 47}, 48, kMargin), 0.01);
  EXPECT_EQ(chance_of_drift({.even = 0.5, .unopposed = 0.5, .steps = 47}, 48, kMargin), 1.0);
}

TEST(ChanceOfDrift, CorrelatedStepsAreWorthLess) {
  const auto chance = [](double correlation) {
    return chance_of_drift({.even = 4.0, .correlation = correlation, .steps = 95}, 96, kMargin);
  };
  EXPECT_LT(chance(-0.4), chance(0.0));
  EXPECT_LT(chance(0.0), chance(0.4));
}

TEST(ChanceOfDrift, FewCellsAreWorthLess) {
  EXPECT_GT(chance_of_drift({.even = 4.0, .steps = 5}, 6, 0.0),
            chance_of_drift({.even = 4.0, .steps = 47}, 48, 0.0));
}

TEST(ChanceOfDrift, NothingThatFallsIsNoProofInFewCells) {
  // All of five steps rise in one walk of 32.
  EXPECT_GE(chance_of_drift({.unopposed = kInfinity, .steps = 5}, 6, 0.0), 0.03);
}

// Of plain walks as long as a row of the table, about as many as the chance tells.
TEST(ChanceOfDrift, KeepsItsLevelOnWalks) {
  constexpr std::size_t kTrials = 4000;
  for (const std::size_t cells : {6U, 12U, 24U, 48U}) {
    std::mt19937_64 generator(cells);
    std::normal_distribution<double> normal;
    std::size_t below = 0;
    for (std::size_t trial = 0; trial < kTrials; ++trial) {
      Values walk(cells);
      for (std::size_t i = 1; i < cells; ++i) walk[i] = walk[i - 1] + normal(generator);
      below += chance_of_drift(drift_of(walk), cells, kMargin) <= 0.02 ? 1U : 0U;
    }
    EXPECT_LE(below, kTrials * 2 / 100) << cells << " cells";
  }
}

TEST(FewestCellsFrom, ShortSeriesHaveFewStarts) {
  EXPECT_EQ(fewest_cells_from(5), 5U);
  EXPECT_EQ(fewest_cells_from(9), 9U);
  EXPECT_EQ(fewest_cells_from(10), 8U);
  EXPECT_EQ(fewest_cells_from(23), 21U);
  EXPECT_EQ(fewest_cells_from(24), 12U);
  EXPECT_EQ(fewest_cells_from(96), 12U);
}

TEST(ChanceOfDrift, IsThatOfTheLongestRowThatIsNoLonger) {
  // The quantiles of even steps without correlation at the level of .001: of 8 cells, and of 10.
  const auto chance = [](double even, std::size_t cells) {
    return chance_of_drift({.even = even, .unopposed = 0.1, .steps = cells - 1}, cells, 0.0);
  };
  for (const std::size_t cells : {8U, 9U}) EXPECT_NEAR(chance(5.20, cells), 0.002, 1e-6) << cells;
  for (const std::size_t cells : {10U, 11U}) EXPECT_NEAR(chance(4.52, cells), 0.002, 1e-6) << cells;
  for (const std::size_t cells : {96U, 500U}) EXPECT_NEAR(chance(3.17, cells), 0.002, 1e-6) << cells;
}

}  // namespace
}  // namespace tidemark
