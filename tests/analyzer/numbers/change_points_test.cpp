#include "analyzer/numbers/change_points.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tidemark {
namespace {

struct Series {
  std::vector<double> seconds;
  std::vector<double> values;
};

template <typename Shape>
Series series_of(std::size_t samples, double noise, Shape shape) {
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal(0.0, noise);
  Series series;
  for (std::size_t i = 0; i < samples; ++i) {
    series.seconds.push_back(static_cast<double>(i));
    series.values.push_back(shape(static_cast<double>(i)) + (noise > 0.0 ? normal(generator) : 0.0));
  }
  return series;
}

TEST(FindChangePoints, NoiseAloneHasNone) {
  const Series series = series_of(200, 1.0, [](double) { return 50.0; });
  EXPECT_TRUE(find_change_points(series.seconds, series.values).empty());
}

TEST(FindChangePoints, ConstantSeriesHasNone) {
  const Series series = series_of(200, 0.0, [](double) { return 50.0; });
  EXPECT_TRUE(find_change_points(series.seconds, series.values).empty());
}

TEST(FindChangePoints, NoisyLineHasNone) {
  const Series series = series_of(200, 1.0, [](double t) { return 3.0 * t; });
  EXPECT_TRUE(find_change_points(series.seconds, series.values).empty());
}

TEST(FindChangePoints, StepIsFoundWhereItIs) {
  const Series series = series_of(200, 1.0, [](double t) { return t < 120 ? 10.0 : 60.0; });
  EXPECT_EQ(find_change_points(series.seconds, series.values), std::vector<std::size_t>{120});
}

TEST(FindChangePoints, ExactStepIsFoundWhereItIs) {
  const Series series = series_of(100, 0.0, [](double t) { return t < 40 ? 10.0 : 60.0; });
  EXPECT_EQ(find_change_points(series.seconds, series.values), std::vector<std::size_t>{40});
}

TEST(FindChangePoints, ALineFarFromTheStartOfTimeHasNone) {
  Series series = series_of(200, 1.0, [](double t) { return 3.0 * t; });
  for (double& second : series.seconds) second += 1.79e9;
  EXPECT_TRUE(find_change_points(series.seconds, series.values).empty());
}

TEST(FindChangePoints, BendIsFoundNearWhereItIs) {
  const Series series = series_of(200, 1.0, [](double t) { return t < 80 ? 5.0 * t : 400.0; });
  const auto points = find_change_points(series.seconds, series.values);
  ASSERT_EQ(points.size(), 1U);
  EXPECT_NEAR(static_cast<double>(points[0]), 80.0, 3.0);
}

TEST(FindChangePoints, LongSeriesIsResolvedToItsStretches) {
  const Series series = series_of(25600, 1.0, [](double t) { return t < 12800 ? 10.0 : 60.0; });
  EXPECT_EQ(find_change_points(series.seconds, series.values), std::vector<std::size_t>{12800});
}

TEST(FindChangePoints, FewSamplesHaveNone) {
  const Series series = series_of(5, 0.0, [](double t) { return t; });
  EXPECT_TRUE(find_change_points(series.seconds, series.values).empty());
}

}  // namespace
}  // namespace tidemark
