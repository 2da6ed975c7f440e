#include "analyzer/baseline/measure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tidemark {
namespace {

template <typename Bytes>
Series series_of(std::size_t samples, Bytes&& bytes) {
  Timeline timeline;
  timeline.segment_starts = {0};
  timeline.segment_steps = {1.0};
  std::vector<double> values;
  for (std::size_t i = 0; i < samples; ++i) {
    timeline.seconds.push_back(static_cast<double>(i));
    timeline.wall_ns.push_back(static_cast<std::int64_t>(i) * 1'000'000'000);
    values.push_back(bytes(static_cast<double>(i)));
  }
  return {Metric::kRss, std::make_shared<const Timeline>(std::move(timeline)), std::move(values)};
}

TEST(MeasureMetric, ALineHasItsSlopeGrowthAndEnd) {
  const auto measure = measure_metric(series_of(480, [](double t) { return 1e8 + 1e5 * t; }));
  ASSERT_TRUE(measure);
  EXPECT_EQ(measure->metric, Metric::kRss);
  EXPECT_NEAR(measure->slope_bytes_per_second, 1e5, 1);
  EXPECT_LE(measure->slope_low, measure->slope_bytes_per_second);
  EXPECT_GE(measure->slope_high, measure->slope_bytes_per_second);
  // Blocks of 20 s: the ends are the means of two floors each.
  EXPECT_NEAR(measure->end_bytes, 1e8 + 1e5 * 455, 1e6);
  EXPECT_NEAR(measure->growth_bytes, 1e5 * 440, 1e5);
  EXPECT_NEAR(measure->floor_bytes, 1e8 + 1e5 * 235, 1e6);
  EXPECT_EQ(measure->peak_bytes, 1e8 + 1e5 * 479);
  EXPECT_NEAR(measure->noise_bytes, 0, 1e3);
}

TEST(MeasureMetric, TeethAreMeasuredByTheirFloor) {
  const auto measure = measure_metric(
      series_of(480, [](double t) { return 1e8 + 1e6 * static_cast<double>(static_cast<int>(t) % 10); }));
  ASSERT_TRUE(measure);
  EXPECT_NEAR(measure->end_bytes, 1e8 + 5e5, 1e6);
  EXPECT_EQ(measure->peak_bytes, 1e8 + 9e6);
  EXPECT_NEAR(measure->growth_bytes, 0, 5e5);
}

TEST(MeasureMetric, TheTailOfAnExitIsNotTheEnd) {
  const auto measure = measure_metric(series_of(100, [](double t) { return t < 98 ? 1e8 : 1e6; }));
  ASSERT_TRUE(measure);
  EXPECT_EQ(measure->end_bytes, 1e8);
}

TEST(MeasureMetric, FiveSamplesAreTooFew) {
  EXPECT_FALSE(measure_metric(series_of(5, [](double) { return 1e8; })));
  EXPECT_FALSE(measure_metric(Series{}));
}

TEST(MeasureTests, EachTestIsMeasuredByItsOwnSamples) {
  // Two tests of 100 s with 100 s before, between and behind them; it grows in the second one.
  const Series series =
      series_of(500, [](double t) { return 1e8 + 1e5 * (std::clamp(t, 300.0, 400.0) - 300.0); });
  const std::vector<const Series*> metrics{&series};
  const std::vector<TestSpan> tests{{"still", 100, 200}, {"grows", 300, 400}, {"brief", 395, 397}};
  const auto measures = measure_tests(metrics, tests);
  ASSERT_EQ(measures.size(), 2U);
  EXPECT_EQ(measures[0].test, "still");
  EXPECT_TRUE(measures[0].metrics.empty());
  EXPECT_EQ(measures[1].test, "grows");
  EXPECT_EQ(measures[1].window.begin_seconds, 300);
  EXPECT_EQ(measures[1].window.samples, 101U);
  ASSERT_EQ(measures[1].metrics.size(), 1U);
  EXPECT_NEAR(measures[1].metrics[0].slope_bytes_per_second, 1e5, 1);
  EXPECT_EQ(measures[1].metrics[0].peak_bytes, 1.1e8);
}

TEST(MeasureTests, ALevelIsToldFromTheTestsBeginAsWell) {
  // It holds 100 MB, takes 10 MB more in the first half of the test and keeps them.
  const Series series =
      series_of(300, [](double t) { return 1e8 + 2e5 * (std::clamp(t, 100.0, 150.0) - 100.0); });
  const std::vector<const Series*> metrics{&series};
  const auto measures = measure_tests(metrics, std::vector<TestSpan>{{"takes", 100, 200}});
  ASSERT_EQ(measures.size(), 1U);
  EXPECT_EQ(measures[0].metrics.at(0).end_bytes, 1.1e8);
  EXPECT_EQ(measures[0].metrics.at(0).above_begin_bytes, 1e7);
  EXPECT_FALSE(measure_metric(series)->above_begin_bytes);
}

TEST(MeasureTests, WhatTheTestStartedHeldNothingAtItsBegin) {
  const Series series = series_of(100, [](double t) { return t < 50 ? 1e8 : 1.1e8; });
  const std::vector<const Series*> metrics{&series};
  const auto measures = measure_tests(metrics, std::vector<TestSpan>{{"starts it", -0.5, 200}});
  ASSERT_EQ(measures.size(), 1U);
  EXPECT_EQ(measures[0].metrics.at(0).above_begin_bytes, 1.1e8);
}

TEST(MeasureTests, ATestOutsideOfTheLifeHasNoFigures) {
  const Series series = series_of(100, [](double t) { return 1e8 + 1e5 * t; });
  const std::vector<const Series*> metrics{&series};
  EXPECT_TRUE(measure_tests(metrics, std::vector<TestSpan>{{"later", 200, 300}}).empty());
  EXPECT_TRUE(measure_tests({}, std::vector<TestSpan>{{"now", 0, 99}}).empty());
}

}  // namespace
}  // namespace tidemark
