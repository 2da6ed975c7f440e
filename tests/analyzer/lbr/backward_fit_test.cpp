#include "analyzer/lbr/backward_fit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>
#include <span>
#include <vector>

namespace tidemark {
namespace {

constexpr double kAllowedError = 1e-9;

struct ReferenceFit {
  long double slope;
  long double end;
  long double r_squared;
};

// Two passes in long double over the points as they are: means first, then sums of products of deviations.
ReferenceFit fit_directly(std::span<const double> bytes, double step) {
  const auto n = static_cast<long double>(bytes.size());
  long double mean_x = 0.0L;
  long double mean_y = 0.0L;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    mean_x += static_cast<long double>(i) * static_cast<long double>(step) / n;
    mean_y += static_cast<long double>(bytes[i]) / n;
  }
  long double xx = 0.0L;
  long double xy = 0.0L;
  long double yy = 0.0L;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const long double x = static_cast<long double>(i) * static_cast<long double>(step) - mean_x;
    const long double y = static_cast<long double>(bytes[i]) - mean_y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const long double slope = xy / xx;
  const long double end =
      mean_y + slope * (static_cast<long double>(bytes.size() - 1) * static_cast<long double>(step) - mean_x);
  return {slope, end, yy > 0.0L ? slope * xy / yy : 0.0L};
}

double relative_error(double found, long double expected) {
  if (expected == 0.0L) return std::abs(found);
  return static_cast<double>(std::abs((static_cast<long double>(found) - expected) / expected));
}

BackwardFit take_window(std::span<const double> bytes, double step) {
  BackwardFit fit(bytes.back(), step);
  for (std::size_t i = bytes.size() - 1; i-- > 0;) fit.grow(bytes[i]);
  return fit;
}

void expect_close(const WindowFit& fit, const ReferenceFit& expected) {
  EXPECT_LT(relative_error(fit.slope_bytes_per_second, expected.slope), kAllowedError);
  EXPECT_LT(relative_error(fit.end_bytes, expected.end), kAllowedError);
  EXPECT_LT(relative_error(fit.r_squared, expected.r_squared), kAllowedError);
}

std::vector<double> noisy_line(std::size_t points, double level, double slope, double noise) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0.0, noise);
  std::vector<double> bytes(points);
  for (std::size_t i = 0; i < points; ++i) bytes[i] = level + slope * static_cast<double>(i) + normal(random);
  return bytes;
}

RC_GTEST_PROP(BackwardFit, EveryWindowAgreesWithADirectFit, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(2, 80);
  const double level = std::pow(10.0, *rc::gen::inRange(0, 14));
  const double step = *rc::gen::element(0.01, 0.1, 1.0, 60.0);
  std::vector<double> bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(level + 4096.0 * *rc::gen::inRange(-1000, 1000));
  BackwardFit window(bytes.back(), step);
  double farthest = 0.0;  // from the last point, which the sums are relative to
  for (std::size_t i = count - 1; i-- > 0;) {
    window.grow(bytes[i]);
    farthest = std::max(farthest, std::abs(bytes[i] - bytes.back()));
    const ReferenceFit expected = fit_directly(std::span(bytes).subspan(i), step);
    const WindowFit fit = window.fit();
    // A slope of almost 0 is the difference of sums, and long double has 64 bits only.
    const double scale = 1e-12 * (std::abs(static_cast<double>(expected.slope)) + 4096.0 / step);
    RC_ASSERT(std::abs(fit.slope_bytes_per_second - static_cast<double>(expected.slope)) <= scale);
    RC_ASSERT(relative_error(fit.end_bytes, expected.end) < kAllowedError ||
              std::abs(fit.end_bytes - static_cast<double>(expected.end)) < 1e-3);
    RC_ASSERT(std::abs(fit.r_squared - static_cast<double>(expected.r_squared)) < kAllowedError);
    RC_ASSERT(fit.points == count - i);
    RC_ASSERT(window.slope_bound() >= fit.slope_bytes_per_second);
    RC_ASSERT(window.slope_bound() - fit.slope_bytes_per_second <= scale + 1e-12 * farthest / step);
  }
}

TEST(BackwardFit, AMillionPointsOfTerabytes) {
  const std::vector<double> bytes = noisy_line(1'000'000, 17e12, 1234.5, 1e6);
  expect_close(take_window(bytes, 0.1).fit(), fit_directly(bytes, 0.1));
}

TEST(BackwardFit, ASlowCreepUnderNoiseOnTerabytes) {
  const std::vector<double> bytes = noisy_line(1'000'000, 140e12, 0.25, 4096.0);
  expect_close(take_window(bytes, 1.0).fit(), fit_directly(bytes, 1.0));
}

// The sums are relative to the last point, so one that lies far off the others is the worst case.
TEST(BackwardFit, ALastPointFarOffTheOthers) {
  std::vector<double> bytes = noisy_line(100'000, 1e12, 3.0, 4096.0);
  bytes.back() = 2e13;
  expect_close(take_window(bytes, 1.0).fit(), fit_directly(bytes, 1.0));
}

TEST(BackwardFit, AnExactLineFitsExactly) {
  std::vector<double> bytes;
  for (int i = 0; i < 50; ++i) bytes.push_back(1e9 + 8192.0 * i);
  const WindowFit fit = take_window(bytes, 0.5).fit();
  EXPECT_DOUBLE_EQ(fit.slope_bytes_per_second, 16384.0);
  EXPECT_DOUBLE_EQ(fit.end_bytes, bytes.back());
  EXPECT_DOUBLE_EQ(fit.r_squared, 1.0);
}

TEST(BackwardFit, ConstantValuesHaveNoSlopeAndNoR2) {
  const BackwardFit window = take_window(std::vector<double>(10, 5e9), 1.0);
  EXPECT_TRUE(window.is_constant());
  EXPECT_EQ(window.slope_bound(), 0.0);
  EXPECT_EQ(window.fit().slope_bytes_per_second, 0.0);
  EXPECT_EQ(window.fit().r_squared, 0.0);
  EXPECT_EQ(window.fit().end_bytes, 5e9);
}

}  // namespace
}  // namespace tidemark
