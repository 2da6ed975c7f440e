#include "analyzer/findings/sparkline.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

std::vector<double> counted(std::size_t count, double step = 1.0) {
  std::vector<double> numbers(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<double>(i) * step;
  return numbers;
}

TEST(MakeSparkline, IsBoundedAndKeepsSpikes) {
  const auto seconds = counted(100'000);
  std::vector<double> bytes(seconds.size(), 5.0);
  bytes[50'001] = 9.0;
  const Sparkline sparkline = make_sparkline(seconds, bytes);
  ASSERT_EQ(sparkline.size(), kSparklinePoints);
  for (std::size_t i = 0; i < sparkline.size(); ++i) EXPECT_EQ(sparkline[i], i == 15 ? 9.0 : 5.0) << i;
}

TEST(MakeSparkline, AGapIsAbsent) {
  std::vector<double> seconds = counted(60);
  for (std::size_t i = 30; i < 60; ++i) seconds[i] += 60.0;
  const Sparkline sparkline = make_sparkline(seconds, seconds);
  ASSERT_EQ(sparkline.size(), kSparklinePoints);
  EXPECT_TRUE(sparkline.front() && sparkline.back());
  EXPECT_FALSE(sparkline[15]);
}

TEST(MakeSparkline, FewSamplesGiveFewPoints) {
  EXPECT_TRUE(make_sparkline({}, {}).empty());
  EXPECT_EQ(make_sparkline(std::vector{3.0}, std::vector{7.0}), Sparkline{7.0});
  EXPECT_EQ(make_sparkline(counted(10), counted(10)).size(), 5U);
}

TEST(DrawSparkline, WhatMovesLittleIsDrawnSo) {
  EXPECT_EQ(draw_sparkline({100.0, 101.0, 100.0}, 80.0), "▁▁▁");
  EXPECT_EQ(draw_sparkline({0.0, 80.0}, 80.0), "▁█");
}

TEST(DrawSparkline, GoesFromTheLowestToTheHighest) {
  EXPECT_EQ(draw_sparkline({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(draw_sparkline({3.0, std::nullopt, 3.0}), "▁·▁");
  EXPECT_EQ(draw_sparkline({}), "");
}

}  // namespace
}  // namespace tidemark
