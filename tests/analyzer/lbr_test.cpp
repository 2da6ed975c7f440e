#include "analyzer/lbr.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

EvenGrid line(std::size_t points, double first_bytes, double bytes_per_step, double step = 1.0) {
  EvenGrid grid{step, {}};
  for (std::size_t i = 0; i < points; ++i)
    grid.bytes.push_back(first_bytes + bytes_per_step * static_cast<double>(i));
  return grid;
}

TEST(SmallestWindow, NeedsBothPointsAndTime) {
  const LbrSettings settings;
  EXPECT_EQ(smallest_window(settings, 1.0), 20U);
  EXPECT_EQ(smallest_window(settings, 0.1), 101U);
  EXPECT_EQ(smallest_window(settings, 60.0), 20U);
  EXPECT_EQ(smallest_window({.min_window_points = 2, .min_window_time = 0s}, 1.0), 2U);
}

TEST(FindLbr, TakesTheSmallestWindowOfALine) {
  const auto finding = find_lbr(line(100, 1e9, 1e6), 2e9, {});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->fit.points, 20U);
  EXPECT_DOUBLE_EQ(finding->fit.slope_bytes_per_second, 1e6);
  EXPECT_NEAR(finding->seconds_to_limit, (2e9 - 1.099e9) / 1e6, 1e-6);
}

TEST(FindLbr, ALimitReachedAtTheCriticalTimeExactlyIsFound) {
  const EvenGrid grid = line(100, 0.0, 1024.0);
  const double limit = grid.bytes.back() + 1024.0 * 3600.0;
  EXPECT_TRUE(find_lbr(grid, limit, {}));
  EXPECT_FALSE(find_lbr(grid, limit + 1024.0, {}));
}

TEST(FindLbr, AShorterSeriesThanTheSmallestWindowHasNoFinding) {
  EXPECT_FALSE(find_lbr(line(19, 1e9, 1e6), 2e9, {}));
  EXPECT_TRUE(find_lbr(line(20, 1e9, 1e6), 2e9, {}));
}

TEST(FindLbr, ShrinkingAndConstantMemoryHaveNoFinding) {
  EXPECT_FALSE(find_lbr(line(100, 2e9, -1e6), 2e9, {}));
  EXPECT_FALSE(find_lbr(line(100, 1e9, 0.0), 1e9, {}));
}

TEST(FindLbr, ALineBeyondTheLimitHasNoTimeLeft) {
  const auto finding = find_lbr(line(100, 1e9, 1e6), 1.05e9, {});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->seconds_to_limit, 0.0);
}

TEST(FindLbr, GrowsTheWindowUntilALineFits) {
  // The last ramp of a staircase stands still: only longer windows see the rise.
  EvenGrid grid{1.0, {}};
  for (int i = 0; i < 400; ++i) grid.bytes.push_back(1e9 + 64e6 * (i / 40));
  const auto finding = find_lbr(grid, 4e9, {});
  ASSERT_TRUE(finding);
  EXPECT_GT(finding->fit.points, 80U);
  EXPECT_GE(finding->fit.r_squared, 0.9);
}

RC_GTEST_PROP(FindLbr, TheFindingIsTheFirstWindowThatQualifies, ()) {
  const auto bytes = *rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 100'000), [](int kib) { return 1e9 + 1024.0 * kib; }));
  RC_PRE(bytes.size() >= 3);
  std::vector<double> rising = bytes;
  std::sort(rising.begin(), rising.end());
  const EvenGrid grid{1.0, *rc::gen::element(bytes, rising)};
  const LbrSettings settings{.min_window_points = 3, .min_window_time = 0s, .min_r_squared = 0.6};
  const double limit = 1.2e9;
  std::optional<WindowFit> expected;
  BackwardFit window(grid.bytes.back(), 1.0);
  for (std::size_t i = grid.bytes.size() - 1; i-- > 0 && !expected;) {
    window.grow(grid.bytes[i]);
    const WindowFit fit = window.fit();
    const bool is_critical =
        fit.slope_bytes_per_second > 0.0 && (limit - fit.end_bytes) / fit.slope_bytes_per_second <= 3600.0;
    if (fit.points >= 3 && fit.r_squared >= 0.6 && is_critical) expected = fit;
  }
  const auto finding = find_lbr(grid, limit, settings);
  RC_ASSERT(finding.has_value() == expected.has_value());
  if (finding) RC_ASSERT(finding->fit.points == expected->points);
}

}  // namespace
}  // namespace tidemark
