#include "analyzer/growth/shape.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "analyzer/growth/saturation.hpp"
#include "analyzer/growth/season.hpp"

namespace tidemark {
namespace {

using Values = std::vector<double>;

template <typename Shape>
Values values_of(std::size_t count, Shape shape) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = shape(static_cast<double>(i) / static_cast<double>(count - 1));
  return values;
}

const Values kTimes = values_of(24, [](double u) { return 600.0 * u; });

TEST(MeasureShape, LineGrowsEvenly) {
  const GrowthShape shape = measure_shape(kTimes, values_of(24, [](double u) { return 100.0 + 46.0 * u; }));
  EXPECT_NEAR(shape.growth, 44.0, 1e-9);
  EXPECT_NEAR(shape.late_half_share, 0.5, 0.03);
  EXPECT_NEAR(shape.last_quarter_share, 0.25, 0.03);
  EXPECT_NEAR(shape.rises, 23.0, 1e-6);
  EXPECT_NEAR(shape.noise, 0.0, 1e-9);
  EXPECT_DOUBLE_EQ(shape.drawdown, 0.0);
}

TEST(MeasureShape, StepOverTwoBlocksIsOneStep) {
  const GrowthShape shape = measure_shape(kTimes, values_of(24, [](double u) {
                                            return u < 0.5 ? 0.0 : u < 0.54 ? 5.0 : 10.0;
                                          }));
  EXPECT_GT(shape.largest_rise, 8.0);
  EXPECT_LT(shape.rises, 2.5);
}

TEST(MeasureShape, LastingFallIsADrawdown) {
  EXPECT_NEAR(measure_shape(kTimes, values_of(24, [](double u) { return u < 0.5 ? 10.0 : 4.0; })).drawdown,
              6.0, 1e-9);
}

TEST(WithoutExcursions, PutsBackADipThatReturnsAtOnce) {
  Values values = values_of(40, [](double u) { return 100.0 + u; });
  values[20] = values[21] = 60.0;
  const auto put_back = without_excursions(values, 4, 1.0);
  ASSERT_TRUE(put_back);
  EXPECT_GT((*put_back)[20], 99.0);
  EXPECT_GT((*put_back)[21], 99.0);
}

TEST(WithoutExcursions, LeavesARefillAlone) {
  const Values refill =
      values_of(40, [](double u) { return u < 0.5 ? 100.0 : 100.0 - 50.0 * std::exp(-(u - 0.5) / 0.2); });
  EXPECT_FALSE(without_excursions(refill, 4, 1.0));
}

TEST(WithoutExcursions, LeavesWhatComesAgainAndAgain) {
  Values values(40, 100.0);
  for (const std::size_t i : {8U, 16U, 24U, 32U}) values[i] = 50.0;
  EXPECT_FALSE(without_excursions(values, 4, 1.0));
}

TEST(FitSaturation, KnowsALogarithm) {
  const auto fit = fit_saturation(kTimes, values_of(24, [](double u) { return std::log1p(u / 0.04); }));
  EXPECT_GT(fit.f_over_line, 20.0);
  EXPECT_LT(fit.late_half, 0.3);
  EXPECT_GT(fit.f_over_bend, 0.0);
}

TEST(FitSaturation, KnowsALineAfterAWarmUp) {
  const auto fit =
      fit_saturation(kTimes, values_of(24, [](double u) { return 1.0 - std::exp(-u / 0.04) + u; }));
  EXPECT_LT(fit.f_over_bend, -8.0);
}

TEST(FindSeason, FindsPeriodAndHeight) {
  const Values times = values_of(96, [](double u) { return 600.0 * u; });
  const auto season = find_season(
      times,
      values_of(96, [](double u) { return 50.0 * u + 10.0 * std::sin(2.0 * std::numbers::pi * 3.4 * u); }),
      2.0);
  ASSERT_TRUE(season);
  EXPECT_NEAR(season->cycles, 3.4, 0.1);
  EXPECT_NEAR(season->peak_to_peak, 20.0, 1.5);
  EXPECT_GT(season->explained, 0.97);
}

TEST(FindSeason, FewValuesHaveNone) { EXPECT_FALSE(find_season(Values{1, 2, 3}, Values{1, 2, 1}, 2.0)); }

}  // namespace
}  // namespace tidemark
