#include "analyzer/numbers/robust.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace tidemark {
namespace {

std::vector<double> normal_noise(std::size_t count, double deviation) {
  std::mt19937 engine(7);
  std::normal_distribution<double> noise(0.0, deviation);
  std::vector<double> values(count);
  for (double& value : values) value = noise(engine);
  return values;
}

TEST(Median, OfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_DOUBLE_EQ(median_of(std::vector{4.0, 1.0, 10.0, 2.0}), 3.0);
  EXPECT_DOUBLE_EQ(median_of(std::vector{4.0, 1.0, 10.0}), 4.0);
  EXPECT_DOUBLE_EQ(median_of({}), 0.0);
}

TEST(Deviation, OfNormalNoiseIsItsOwn) {
  EXPECT_NEAR(deviation_about(0.0, normal_noise(20000, 3.0)), 3.0, 0.1);
}

TEST(Deviation, IsNotMovedByAFewOddValues) {
  std::vector<double> values = normal_noise(20000, 3.0);
  for (std::size_t i = 0; i < 200; ++i) values[i * 100] = 1e12;
  EXPECT_NEAR(deviation_about(0.0, values), 3.0, 0.15);
}

TEST(ScatterOfNeighbours, IsBlindToASteadySlope) {
  std::vector<double> values = normal_noise(20000, 3.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += 50.0 * static_cast<double>(i);
  EXPECT_NEAR(scatter_of_neighbours(values), 3.0, 0.1);
}

TEST(NoiseAboutCurve, IsBlindToASlopeThatChangesSlowly) {
  std::vector<double> values = normal_noise(20000, 3.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto place = static_cast<double>(i);
    values[i] += 50.0 * place + 1e-3 * place * place;
  }
  EXPECT_NEAR(noise_about_curve(values), 3.0, 0.1);
}

TEST(NoiseAboutCurve, OfThreeValuesIsTheirOneBend) {
  EXPECT_DOUBLE_EQ(noise_about_curve(std::vector{0.0, 0.0, 5.0}), kDeviationsOfMad * 5.0 / std::sqrt(6.0));
}

TEST(NoiseAboutCurve, OfALineIsNone) {
  EXPECT_DOUBLE_EQ(noise_about_curve(std::vector{1.0, 3.0, 5.0, 7.0, 9.0}), 0.0);
}

}  // namespace
}  // namespace tidemark
