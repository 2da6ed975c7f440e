#include "analyzer/growth/saturation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

using Values = std::vector<double>;

constexpr std::size_t kFloors = 24;
// Where something else fits so much better, the curve does not count; see GrowthSettings::saturation_f.
constexpr double kFitsBetter = -8.0;
constexpr double kClearlyBent = 20.0;
// Where it leaves none of the squares, and the curve leaves many.
constexpr double kLeavesNothing = -21.0;

template <typename Shape>
Values values_of(std::size_t count, Shape shape) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = shape(static_cast<double>(i) / static_cast<double>(count - 1));
  return values;
}

Values times_of(std::size_t count) {
  return values_of(count, [](double u) { return 600.0 * u; });
}

template <typename Shape>
SaturationFit fit_to(Shape shape) {
  return fit_saturation(times_of(kFloors), values_of(kFloors, shape));
}

// Noise that resembles no curve, and whose neighbours do not resemble each other.
Values with_noise(Values values, double height) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += i % 2 == 0 ? height : -height;
  return values;
}

double exponential(double u) { return -std::exp(-u / 0.25); }
double logarithm(double u) { return std::log1p(u / 0.05); }

TEST(FitSaturation, KnowsALogarithm) {
  const auto fit = fit_to([](double u) { return std::log1p(u / 0.04); });
  EXPECT_GT(fit.f_over_line, kClearlyBent);
  EXPECT_LT(fit.late_half, 0.3);
  EXPECT_GT(fit.f_over_bend, 0.0);
}

TEST(FitSaturation, TellsTheRiseInTheLaterHalfOfEachCurve) {
  const SaturationFit exponential_fit = fit_to(exponential);
  EXPECT_GT(exponential_fit.f_over_line, kClearlyBent);
  EXPECT_NEAR(exponential_fit.late_half, (std::exp(-2.0) - std::exp(-4.0)) / (1.0 - std::exp(-4.0)), 1e-9);
  const SaturationFit logarithm_fit = fit_to(logarithm);
  EXPECT_GT(logarithm_fit.f_over_line, kClearlyBent);
  EXPECT_NEAR(logarithm_fit.late_half, 1.0 - std::log1p(10.0) / std::log1p(20.0), 1e-9);
  const SaturationFit power_fit = fit_to([](double u) { return std::sqrt(u); });
  EXPECT_GT(power_fit.f_over_line, kClearlyBent);
  EXPECT_NEAR(power_fit.late_half, 1.0 - std::sqrt(0.5), 1e-9);
}

TEST(FitSaturation, LineIsNoCurve) {
  const Values line = values_of(kFloors, [](double u) { return 100.0 + 50.0 * u; });
  EXPECT_LT(fit_saturation(times_of(kFloors), line).f_over_line, 1.0);
  constexpr double kNearNothing = 1.0;
  EXPECT_NEAR(fit_saturation(times_of(kFloors), with_noise(line, 25.0)).f_over_line, 0.0, kNearNothing);
}

TEST(FitSaturation, GrowthThatSpeedsUpIsNoCurve) {
  EXPECT_LT(fit_to([](double u) { return u * u; }).f_over_line, 0.0);
}

TEST(FitSaturation, RatioIsThatOfTheSquaresLeft) {
  const Values times = times_of(kFloors);
  const Values floors = with_noise(values_of(kFloors, exponential), 0.05);
  const double by_line = fit_line(times, floors).residual_squares;
  const double by_curve = fit_line(values_of(kFloors, exponential), floors).residual_squares;
  const double per_residual = by_curve / static_cast<double>(kFloors - 3);
  EXPECT_NEAR(fit_saturation(times, floors).f_over_line, (by_line - by_curve) / per_residual, 1e-6);
}

// As if there were fewer residuals, by the correlation of neighbours.
TEST(FitSaturation, ResidualsThatResembleEachOtherCountLess) {
  const Values times = times_of(48);
  const auto curve = values_of(48, exponential);
  Values floors = curve;
  for (std::size_t i = 0; i < floors.size(); ++i) floors[i] += i / 4 % 2 == 0 ? 0.05 : -0.05;
  const double by_line = fit_line(times, floors).residual_squares;
  const double by_curve = fit_line(curve, floors).residual_squares;
  const double inflation = autocorrelation_inflation(residuals_of_line(curve, floors));
  ASSERT_GT(inflation, 2.0);
  EXPECT_NEAR(fit_saturation(times, floors).f_over_line, (by_line - by_curve) / by_curve * 45.0 / inflation,
              1e-6);
}

TEST(FitSaturation, UnitsDoNotMatter) {
  const Values floors = with_noise(values_of(kFloors, logarithm), 0.05);
  const SaturationFit fit = fit_saturation(times_of(kFloors), floors);
  Values times = times_of(kFloors), bytes = floors;
  for (double& time : times) time = 5000.0 + 3600.0 * time;
  for (double& value : bytes) value = 1e9 + 1e6 * value;
  const SaturationFit other = fit_saturation(times, bytes);
  EXPECT_NEAR(other.f_over_line, fit.f_over_line, 1e-4 * fit.f_over_line);
  EXPECT_NEAR(other.f_over_pause, fit.f_over_pause, 1e-3);
  EXPECT_NEAR(other.f_over_bend, fit.f_over_bend, 1e-3);
}

TEST(FitSaturation, KnowsALineThatPausesInTheLastQuarter) {
  const auto until = [](double end) {
    return fit_saturation(times_of(kFloors),
                          with_noise(values_of(kFloors, [=](double u) { return std::min(u, end); }), 0.001));
  };
  EXPECT_LT(until(19.0 / 23.0).f_over_pause, kFitsBetter);
  EXPECT_LT(until(18.0 / 23.0).f_over_pause, kFitsBetter);
  EXPECT_GT(until(12.0 / 23.0).f_over_pause, kFitsBetter) << "half of it is no pause";
  EXPECT_LT(until(12.0 / 23.0).f_over_bend, kFitsBetter);
}

// Of such series a line is better than any curve.
TEST(FitSaturation, KnowsALineWithOneStep) {
  constexpr double kAlways = -std::numeric_limits<double>::infinity();
  const auto fit_steps = [](auto shape) {
    return fit_saturation(times_of(kFloors), values_of(kFloors, shape), kAlways);
  };
  for (const double at : {0.2, 0.5, 0.8}) {
    const auto fit = fit_steps([=](double u) { return u + (u < at ? 0.0 : 1.0); });
    EXPECT_LT(fit.f_over_pause, kFitsBetter) << at;
    EXPECT_LE(fit.f_over_bend, fit.f_over_pause) << at;
  }
  EXPECT_GT(fit_steps([](double u) { return (u < 0.5 ? 0.0 : 3.0) - u; }).f_over_pause, 0.9 * kLeavesNothing)
      << "a line that goes on rises";
}

TEST(FitSaturation, KnowsALineThatBends) {
  const auto fit = fit_to([](double u) { return u < 0.4 ? 4.0 * u : 1.2 + u; });
  EXPECT_GT(fit.f_over_line, -kFitsBetter);
  EXPECT_LT(fit.f_over_bend, kFitsBetter);
  EXPECT_GT(fit.f_over_pause, kFitsBetter);
}

TEST(FitShapes, ALineMayBendAtTheThirdFloor) {
  const std::vector<double> times{0, 1, 2, 3, 4, 5, 6, 7}, floors{0, 10, 20, 21, 22, 23, 24, 25};
  EXPECT_NEAR(fit_shapes(times, floors).bent, 0.0, 1e-9);
}

TEST(FitSaturation, KnowsALineAfterAWarmUp) {
  EXPECT_LT(fit_to([](double u) { return 1.0 - std::exp(-u / 0.04) + u; }).f_over_bend, kFitsBetter);
  const auto exact = fit_to([](double u) { return 1.0 - std::exp(-u / 0.05) + u; });
  EXPECT_NEAR(exact.f_over_bend, kLeavesNothing, 0.01);
  for (const double fall : {0.3, 1.0}) {
    EXPECT_GT(fit_to([=](double u) { return 1.0 - std::exp(-u / 0.05) - fall * u; }).f_over_bend,
              0.9 * kLeavesNothing)
        << "a line that goes on rises";
  }
}

TEST(FitSaturation, BelowTheLeastFTheOthersAreInfinite) {
  const Values times = times_of(kFloors), floors = with_noise(values_of(kFloors, exponential), 0.05);
  const SaturationFit whole = fit_saturation(times, floors);
  ASSERT_TRUE(std::isfinite(whole.f_over_pause) && std::isfinite(whole.f_over_bend));
  const SaturationFit at_least = fit_saturation(times, floors, whole.f_over_line);
  EXPECT_EQ(at_least.f_over_pause, whole.f_over_pause);
  const SaturationFit below = fit_saturation(times, floors, std::nextafter(whole.f_over_line, 1e9));
  EXPECT_EQ(below.f_over_line, whole.f_over_line);
  EXPECT_EQ(below.late_half, whole.late_half);
  EXPECT_TRUE(std::isinf(below.f_over_pause) && below.f_over_pause > 0.0);
  EXPECT_TRUE(std::isinf(below.f_over_bend) && below.f_over_bend > 0.0);
}

TEST(FitSaturation, FiveFloorsSuffice) {
  const auto fit = fit_saturation(Values{0, 1, 2, 3, 4}, Values{0, 6, 9, 10.5, 11});
  EXPECT_GT(fit.f_over_line, kClearlyBent);
  EXPECT_TRUE(std::isfinite(fit.f_over_bend));
}

}  // namespace
}  // namespace tidemark
