#include "analyzer/growth/shape.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

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

}  // namespace
}  // namespace tidemark
