#include "analyzer/lbr/lbr.hpp"

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

// Some values, and the same in order, so that lines fit.
rc::Gen<EvenGrid> any_grid() {
  return rc::gen::map(rc::gen::pair(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100'000)),
                                    rc::gen::arbitrary<bool>()),
                      [](const std::pair<std::vector<int>, bool>& drawn) {
                        EvenGrid grid{1.0, {1e9}};
                        for (const int kib : drawn.first) grid.bytes.push_back(1e9 + 1024.0 * kib);
                        if (drawn.second) std::sort(grid.bytes.begin(), grid.bytes.end());
                        return grid;
                      });
}

RC_GTEST_PROP(LongestWindow, NoLongerOneRisesAsSteeply, ()) {
  const EvenGrid grid = *any_grid();
  const double least = *rc::gen::element(1e4, 1e5, 1e6, 1e7);
  const std::size_t longest = longest_window(range_of(grid.bytes), least, grid.step_seconds);
  const auto everywhere = [](std::size_t) { return true; };
  visit_rising_windows(grid, 2, 0.0, everywhere, [&](const WindowFit& fit) {
    RC_ASSERT(fit.points <= longest || fit.slope_bytes_per_second < least);
    return true;
  });
}

TEST(LongestWindow, IsThatOfAStepInTheMiddle) {
  constexpr std::size_t kPoints = 200;
  EvenGrid grid{0.5, std::vector<double>(kPoints, 1e9)};
  std::fill(grid.bytes.begin() + kPoints / 2, grid.bytes.end(), 1.1e9);
  BackwardFit window(grid.bytes.back(), grid.step_seconds);
  for (std::size_t i = kPoints - 1; i-- > 0;) window.grow(grid.bytes[i]);
  const std::size_t longest =
      longest_window(range_of(grid.bytes), window.fit().slope_bytes_per_second, grid.step_seconds);
  EXPECT_GE(longest, kPoints);
  EXPECT_LE(longest, kPoints + 2);
}

// Of all values in a range, those that are low for a third and high from there on have the line that ends highest.
TEST(LeastLbrSlope, IsBelowThatOfTheLineThatEndsHighestAboveItsValues) {
  constexpr std::size_t kPoints = 300;
  EvenGrid grid{1.0, std::vector<double>(kPoints, 1e9)};
  std::fill(grid.bytes.begin() + kPoints / 3, grid.bytes.end(), 1.3e9);
  BackwardFit window(grid.bytes.back(), grid.step_seconds);
  for (std::size_t i = kPoints - 1; i-- > 0;) window.grow(grid.bytes[i]);
  const WindowFit fit = window.fit();
  ASSERT_GT(fit.end_bytes, 1.3e9 + 0.33 * 0.3e9);
  const double limit = fit.end_bytes + 3600.0 * fit.slope_bytes_per_second;
  const double least = least_lbr_slope(range_of(grid.bytes), limit, {});
  EXPECT_LE(least, fit.slope_bytes_per_second);
  EXPECT_GE(least, fit.slope_bytes_per_second - 0.01 * 0.3e9 / 3600.0);
}

TEST(LongestWindow, HasNoBoundWhereAnySlopeWillDo) {
  EXPECT_GT(longest_window({1e9, 1e9 + 1.0}, 0.0, 1.0), 1'000'000'000U);
}

constexpr double kNearLimit = 1.2e9;

LbrSettings at_change_points(LbrSettings settings = {}) {
  settings.at_change_points = true;
  return settings;
}

std::size_t count_windows(const EvenGrid& grid, const std::vector<std::size_t>* starts) {
  std::size_t count = 0;
  const auto is_start = [&](std::size_t index) {
    return starts == nullptr || std::find(starts->begin(), starts->end(), index) != starts->end();
  };
  visit_rising_windows(grid, smallest_window({}, grid.step_seconds), 0.0, is_start, [&](const WindowFit&) {
    ++count;
    return true;
  });
  return count;
}

TEST(LbrAtChangePoints, LooksAtFewerWindowsAndFindsTheSameLeak) {
  // Stands still, then leaks.
  EvenGrid grid = line(300, 1e9, 0.0);
  for (std::size_t i = 150; i < 300; ++i) grid.bytes[i] += 1e6 * static_cast<double>(i - 150);
  const std::vector<std::size_t> starts = starts_at_change_points(grid);
  EXPECT_EQ(count_windows(grid, nullptr), 281U);
  EXPECT_LE(count_windows(grid, &starts), 3U);
  const auto every = find_lbr(grid, kNearLimit, {}), some = find_lbr(grid, kNearLimit, at_change_points());
  ASSERT_TRUE(every && some);
  EXPECT_NEAR(some->fit.slope_bytes_per_second, every->fit.slope_bytes_per_second, 1e4);
  EXPECT_NEAR(some->seconds_to_limit, every->seconds_to_limit, 1.0);
}

TEST(LbrAtChangePoints, AnUnbrokenLineIsOneWindow) {
  const EvenGrid grid = line(300, 1e9, 1e6);
  EXPECT_EQ(starts_at_change_points(grid), std::vector<std::size_t>{0});
  const auto finding = find_lbr(grid, 2e9, at_change_points());
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->fit.points, 300U);
}

// So its verdict on a series that all windows call clean is the same.
RC_GTEST_PROP(LbrAtChangePoints, FindsNothingThatNoWindowDoes, ()) {
  const EvenGrid grid = *any_grid();
  const LbrSettings settings{.min_window_points = 3, .min_window_time = 0s, .min_r_squared = 0.6};
  if (!find_lbr(grid, kNearLimit, settings))
    RC_ASSERT(!find_lbr(grid, kNearLimit, at_change_points(settings)));
}

}  // namespace
}  // namespace tidemark
