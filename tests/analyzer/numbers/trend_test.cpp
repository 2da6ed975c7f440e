#include "analyzer/numbers/trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;

TEST(MannKendall, CountsPairsOfARisingSeries) {
  const MannKendall result = mann_kendall(Values{1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(result.score, 10.0);
  EXPECT_DOUBLE_EQ(result.variance, 5.0 * 4.0 * 15.0 / 18.0);
  EXPECT_NEAR(result.p_rising, 1.0 / 120.0, 1e-12);
}

TEST(MannKendall, POfFewValuesCountsTheOrders) {
  EXPECT_NEAR(mann_kendall(Values{1, 2, 3, 5, 4, 6}).p_rising, 6.0 / 720.0, 1e-12);
  EXPECT_NEAR(mann_kendall(Values{3, 2, 1}).p_rising, 1.0, 1e-12);
}

// Of 55 pairs 28 rise: an odd number cannot be balanced, and half of all orders have this score or a higher one.
TEST(MannKendall, TheLeastScoreOfAnOddNumberOfPairsIsAsLikelyAsNot) {
  const MannKendall result = mann_kendall(Values{7, 6, 5, 4, 3, 2, 1, 11, 10, 9, 8});
  EXPECT_EQ(result.score, 1.0);
  EXPECT_DOUBLE_EQ(result.p_rising, 0.5);
}

TEST(MannKendall, TiesReduceVariance) {
  const MannKendall result = mann_kendall(Values{1, 2, 2, 3});
  EXPECT_DOUBLE_EQ(result.score, 5.0);
  EXPECT_DOUBLE_EQ(result.variance, (4.0 * 3.0 * 13.0 - 2.0 * 1.0 * 9.0) / 18.0);
}

TEST(MannKendall, ConstantSeriesHasNoTrend) { EXPECT_DOUBLE_EQ(mann_kendall(Values(20, 7.0)).p_rising, 1.0); }

TEST(MannKendall, TwoValuesAreNoTrend) { EXPECT_DOUBLE_EQ(mann_kendall(Values{1, 2}).p_rising, 1.0); }

TEST(MannKendall, FallingSeriesDoesNotRise) { EXPECT_GT(mann_kendall(Values{5, 4, 3, 2, 1}).p_rising, 0.98); }

TEST(MannKendall, InflationWeakensTheEvidence) {
  const Values rising = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_GT(mann_kendall(rising, 3.0).p_rising, mann_kendall(rising).p_rising);
}

TEST(TheilSen, FindsTheSlopeOfALine) {
  const auto slope = theil_sen(Values{0, 1, 3, 7}, Values{5, 7, 11, 19}, 8.0);
  ASSERT_TRUE(slope);
  EXPECT_DOUBLE_EQ(slope->slope, 2.0);
  EXPECT_DOUBLE_EQ(slope->low, 2.0);
  EXPECT_DOUBLE_EQ(slope->high, 2.0);
}

TEST(TheilSen, OneOutlierDoesNotMoveIt) {
  const Values times = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  Values values = times;
  values[5] = 1000.0;
  EXPECT_NEAR(theil_sen(times, values, mann_kendall(values).variance)->slope, 1.0, 1e-9);
}

TEST(TheilSen, IntervalHoldsTheSlope) {
  const Values times = {0, 1, 2, 3, 4, 5, 6, 7}, values = {0.3, 0.8, 2.4, 2.7, 4.2, 4.6, 6.5, 6.8};
  const auto slope = theil_sen(times, values, mann_kendall(values).variance);
  EXPECT_LT(slope->low, 1.0);
  EXPECT_GT(slope->high, 0.95);
  EXPECT_LE(slope->low, slope->slope);
  EXPECT_GE(slope->high, slope->slope);
}

TEST(TheilSen, OneValueHasNoSlope) { EXPECT_FALSE(theil_sen(Values{1}, Values{1}, 0.0)); }

TEST(FitLine, ExplainsALineFully) {
  const LineFit line = fit_line(Values{0, 2, 4}, Values{1, 5, 9});
  EXPECT_DOUBLE_EQ(line.slope, 2.0);
  EXPECT_DOUBLE_EQ(line.intercept, 1.0);
  EXPECT_DOUBLE_EQ(line.r_squared, 1.0);
}

TEST(FitLine, ConstantValuesHaveNoRSquared) {
  EXPECT_DOUBLE_EQ(fit_line(Values{0, 1, 2}, Values{4, 4, 4}).r_squared, 0.0);
}

TEST(FitLine, KeepsItsPrecisionFarFromZero) {
  EXPECT_NEAR(fit_line(Values{1e9, 1e9 + 1, 1e9 + 2}, Values{1e12, 1e12 + 4096, 1e12 + 8192}).slope, 4096.0,
              1e-3);
}

TEST(AutocorrelationInflation, AlternatingResidualsCountInFull) {
  EXPECT_DOUBLE_EQ(autocorrelation_inflation(Values{1, -1, 1, -1, 1, -1, 1, -1, 1, -1}), 1.0);
}

TEST(AutocorrelationInflation, LongWavesCountForLittle) {
  EXPECT_GT(autocorrelation_inflation(Values{1, 1, 1, 1, 1, -1, -1, -1, -1, -1}), 5.0);
}

TEST(AutocorrelationInflation, FewOrConstantResidualsAreTakenAsIndependent) {
  EXPECT_DOUBLE_EQ(autocorrelation_inflation(Values{1, 1, 1}), 1.0);
  EXPECT_DOUBLE_EQ(autocorrelation_inflation(Values(7, 1.0)), 1.0);
  EXPECT_GT(autocorrelation_inflation(Values(8, 1.0)), 5.0);
  EXPECT_DOUBLE_EQ(autocorrelation_inflation(Values(12, 0.0)), 1.0);
}

TEST(SlopeOfLine, ItsErrorIsThatOfLeastSquares) {
  const Values times = {0, 1, 2, 3, 4, 5, 6, 7}, values = {0.3, 0.8, 2.4, 2.7, 4.2, 4.6, 6.5, 6.8};
  const LineFit line = fit_line(times, values);
  const auto slope = slope_of_line(line.slope, line.r_squared, values.size());
  ASSERT_TRUE(slope);
  constexpr double kTimeSquares = 42.0;  // about their mean
  const double error = std::sqrt(line.residual_squares / 6.0 / kTimeSquares);
  EXPECT_NEAR(slope->low, line.slope - 1.959964 * error, 1e-6);
  EXPECT_NEAR(slope->high, line.slope + 1.959964 * error, 1e-6);
  EXPECT_NEAR(slope->p_rising / (0.5 * std::erfc(line.slope / error / std::sqrt(2.0))), 1.0, 1e-6);
}

TEST(SlopeOfLine, AnExactLineLeavesNothingToChance) {
  const auto slope = slope_of_line(2.0, 1.0, 20);
  ASSERT_TRUE(slope);
  EXPECT_EQ(slope->low, 2.0);
  EXPECT_EQ(slope->high, 2.0);
  EXPECT_EQ(slope->p_rising, 0.0);
}

TEST(SlopeOfLine, ALineThatHardlyFitsMayBeFlatAndRiseByChance) {
  const auto slope = slope_of_line(2.0, 0.1, 20);
  ASSERT_TRUE(slope);
  EXPECT_LT(slope->low, 0.0);
  EXPECT_NEAR(slope->p_rising, 0.0786, 1e-4);  // z = sqrt(2)
  EXPECT_NEAR(slope_of_line(-2.0, 0.1, 20)->p_rising, 1.0 - 0.0786, 1e-4);
}

TEST(SlopeOfLine, TwoValuesAndNoFitTellNothing) {
  EXPECT_FALSE(slope_of_line(2.0, 1.0, 2));
  EXPECT_TRUE(slope_of_line(2.0, 1.0, 3));
  EXPECT_FALSE(slope_of_line(0.0, 0.0, 20));
}

TEST(SecondsUntil, ARisingLineTakesTheDistanceOverTheSlope) {
  EXPECT_EQ(seconds_until(100.0, 40.0, 3.0), 20.0);
  EXPECT_EQ(seconds_until(100.0, 140.0, 3.0), 0.0);
}

TEST(SecondsUntil, NoLimitAndNoRiseHaveNoTime) {
  EXPECT_FALSE(seconds_until(std::nullopt, 40.0, 3.0));
  EXPECT_FALSE(seconds_until(100.0, 40.0, 0.0));
  EXPECT_FALSE(seconds_until(100.0, 40.0, -3.0));
}

TEST(TheilSen, LongWavesWidenTheInterval) {
  Values times, wavy, even;
  for (int i = 0; i < 24; ++i) {
    times.push_back(i);
    wavy.push_back(i + (i / 6 % 2 == 0 ? 3.0 : -3.0));
    even.push_back(i + (i % 2 == 0 ? 3.0 : -3.0));
  }
  const auto of_wavy = theil_sen_of_correlated(times, wavy), of_even = theil_sen_of_correlated(times, even);
  ASSERT_TRUE(of_wavy && of_even);
  EXPECT_GT(of_wavy->high - of_wavy->low, 2.0 * (of_even->high - of_even->low));
}

TEST(FamilyWiseP, OneTestIsItself) { EXPECT_EQ(family_wise_p({0.003}), 0.003); }

TEST(FamilyWiseP, TestsThatAgreeCostNothing) {
  EXPECT_DOUBLE_EQ(family_wise_p({0.004, 0.004, 0.004, 0.004}), 0.004);
}

TEST(FamilyWiseP, OneAmongManyCostsTheirNumber) {
  EXPECT_DOUBLE_EQ(family_wise_p({1.0, 0.001, 1.0, 1.0}), 0.004);
}

TEST(FamilyWiseP, EachCountsByItsPlace) {
  EXPECT_DOUBLE_EQ(family_wise_p({0.9, 0.003, 0.8, 0.002}), 0.006);
  EXPECT_EQ(family_wise_p({1.0, 1.0}), 1.0);
}

// Part of the families of four that fall to .05 by chance; `shared` is how much the four have in common.
double false_share(double shared) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  constexpr int kFamilies = 20000;
  int wrong = 0;
  for (int family = 0; family < kFamilies; ++family) {
    const double common = normal(random);
    std::vector<double> p;
    for (int i = 0; i < 4; ++i) {
      const double z = std::sqrt(shared) * common + std::sqrt(1.0 - shared) * normal(random);
      p.push_back(0.5 * std::erfc(z / std::sqrt(2.0)));
    }
    wrong += family_wise_p(p) <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(wrong) / kFamilies;
}

TEST(FamilyWiseP, FalseFindingsStayAtTheLevelHoweverMuchTheTestsShare) {
  for (const double shared : {0.0, 0.5, 0.9, 1.0}) {
    EXPECT_LE(false_share(shared), 0.055) << shared;
    EXPECT_GE(false_share(shared), 0.02) << shared;
  }
}

}  // namespace
}  // namespace tidemark
