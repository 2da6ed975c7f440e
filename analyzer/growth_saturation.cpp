#include "analyzer/growth_saturation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "analyzer/trend.hpp"

namespace tidemark {
namespace {

using Curve = double (*)(double part, double parameter);

double exponential(double part, double tau) { return -std::exp(-part / tau); }
double logarithmic(double part, double tau) { return std::log1p(part / tau); }
double power(double part, double exponent) { return std::pow(part, exponent); }

struct Family {
  Curve curve;
  double parameter;
};

constexpr std::array<Family, 24> kFamilies = {
    {{exponential, 0.05}, {exponential, 0.08}, {exponential, 0.12}, {exponential, 0.18}, {exponential, 0.25},
     {exponential, 0.35}, {exponential, 0.5},  {exponential, 0.8},  {logarithmic, 2e-3}, {logarithmic, 5e-3},
     {logarithmic, 0.01}, {logarithmic, 0.02}, {logarithmic, 0.03}, {logarithmic, 0.05}, {logarithmic, 0.08},
     {logarithmic, 0.12}, {logarithmic, 0.2},  {logarithmic, 0.4},  {power, 0.2},        {power, 0.3},
     {power, 0.4},        {power, 0.5},        {power, 0.6},        {power, 0.7}}};

// Squares left by the best pair of lines that meet at block `first_bend` or later.
double squares_of_bent_line(std::span<const double> parts, std::span<const double> floors,
                            std::size_t first_bend) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t bend = std::max<std::size_t>(2, first_bend); bend + 2 < parts.size(); ++bend) {
    const auto left_parts = parts.first(bend + 1), right_parts = parts.subspan(bend);
    const auto left = floors.first(bend + 1), right = floors.subspan(bend);
    best = std::min(
        best, fit_line(left_parts, left).residual_squares + fit_line(right_parts, right).residual_squares);
  }
  return best;
}

// Squares left by the best line of one slope that makes one step on its way.
double squares_of_line_and_step(std::span<const double> parts, std::span<const double> floors) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t step = 2; step + 2 <= parts.size(); ++step) {
    double tt = 0.0, tv = 0.0, vv = 0.0;
    for (const auto& [first, last] : {std::pair{std::size_t{0}, step}, std::pair{step, parts.size()}}) {
      const auto count = static_cast<double>(last - first);
      double t_sum = 0.0, v_sum = 0.0;
      for (std::size_t i = first; i < last; ++i) {
        t_sum += parts[i];
        v_sum += floors[i];
      }
      for (std::size_t i = first; i < last; ++i) {
        const double t = parts[i] - t_sum / count, v = floors[i] - v_sum / count;
        tt += t * t;
        tv += t * v;
        vv += v * v;
      }
    }
    if (tt > 0.0 && tv > 0.0) best = std::min(best, std::max(0.0, vv - tv * tv / tt));
  }
  return best;
}

// Squares left by a warm-up that ends and a line that goes on: least squares on 1, t and exp(-t / tau),
// rising in t.
double squares_of_warm_up_and_line(std::span<const double> parts, std::span<const double> floors) {
  double best = std::numeric_limits<double>::infinity();
  const std::size_t n = parts.size();
  std::vector<double> warm(n), left(n), curve(n);
  for (const double tau : {0.015, 0.03, 0.05, 0.08, 0.12}) {
    for (std::size_t i = 0; i < n; ++i) warm[i] = -std::exp(-parts[i] / tau);
    // Frisch and Waugh: the line taken out of both, one regression is left.
    const LineFit of_curve = fit_line(parts, warm), of_floors = fit_line(parts, floors);
    for (std::size_t i = 0; i < n; ++i) {
      curve[i] = warm[i] - of_curve.intercept - of_curve.slope * parts[i];
      left[i] = floors[i] - of_floors.intercept - of_floors.slope * parts[i];
    }
    const LineFit rest = fit_line(curve, left);
    if (of_floors.slope - rest.slope * of_curve.slope > 0.0) best = std::min(best, rest.residual_squares);
  }
  return best;
}

struct BestCurve {
  double residual_squares;
  double late_half;
  double inflation;  // of its residuals
};

BestCurve best_curve(std::span<const double> parts, std::span<const double> floors) {
  std::vector<double> curve(parts.size());
  const auto trace = [&](const Family& family) {
    for (std::size_t i = 0; i < parts.size(); ++i) curve[i] = family.curve(parts[i], family.parameter);
  };
  double least = std::numeric_limits<double>::infinity();
  Family best = kFamilies.front();
  for (const Family& family : kFamilies) {
    trace(family);
    const double squares = fit_line(curve, floors).residual_squares;
    if (squares >= least) continue;
    least = squares;
    best = family;
  }
  trace(best);
  const double late_half = (curve.back() - best.curve(0.5, best.parameter)) / (curve.back() - curve.front());
  return {least, late_half, autocorrelation_inflation(residuals_of_line(curve, floors))};
}

}  // namespace

SaturationFit fit_saturation(std::span<const double> times, std::span<const double> floors, double least_f) {
  const std::size_t n = floors.size();
  std::vector<double> parts(n);
  for (std::size_t i = 0; i < n; ++i) parts[i] = (times[i] - times.front()) / (times.back() - times.front());
  const double line = fit_line(parts, floors).residual_squares;
  const BestCurve best = best_curve(parts, floors);
  const double squares = best.residual_squares;
  const double unit = std::max(squares, 1e-9 * line + 1e-300) / static_cast<double>(n - 3);
  const double f_over_line = (line - squares) / unit / best.inflation;
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (f_over_line < least_f) return {f_over_line, kNever, kNever, best.late_half};
  const double paused =
      std::min(squares_of_bent_line(parts, floors, n - n / 4), squares_of_line_and_step(parts, floors));
  const double bent =
      std::min({paused, squares_of_bent_line(parts, floors, 0), squares_of_warm_up_and_line(parts, floors)});
  const double lost = static_cast<double>(n - 3) / std::max(1.0, static_cast<double>(n) - 5.0);
  return {f_over_line, (paused * lost - squares) / unit, (bent * lost - squares) / unit, best.late_half};
}

}  // namespace tidemark
