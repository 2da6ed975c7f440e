#include "analyzer/growth/saturation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "analyzer/numbers/line_sums.hpp"
#include "analyzer/numbers/trend.hpp"

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

// Returns the squares left by the best pair of lines that meet at block `first_bend` or later.
double squares_of_bent_line(std::span<const double> parts, std::span<const double> floors,
                            const std::vector<LineSums>& sums, std::size_t first_bend) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t bend = std::max<std::size_t>(2, first_bend); bend + 2 < parts.size(); ++bend) {
    LineSums left = sums[bend];
    left.add(parts[bend], floors[bend]);
    best = std::min(best, left.residual_squares() + (sums.back() - sums[bend]).residual_squares());
  }
  return best;
}

// Returns the squares left by the best line of one slope that makes one step on its way.
double squares_of_line_and_step(const std::vector<LineSums>& sums) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t step = 2; step + 2 < sums.size(); ++step) {
    const LineSums &left = sums[step], right = sums.back() - left;
    const double tt = left.time_squares() + right.time_squares(), tv = left.products() + right.products();
    const double vv = left.value_squares() + right.value_squares();
    if (tt > 0.0 && tv > 0.0) best = std::min(best, std::max(0.0, vv - tv * tv / tt));
  }
  return best;
}

// Returns the squares left by a warm-up that ends and a line that goes on: least squares on 1, t and
// exp(-t / tau), rising in t.
double squares_of_warm_up_and_line(std::span<const double> parts, std::span<const double> floors) {
  double best = std::numeric_limits<double>::infinity();
  const std::size_t n = parts.size();
  std::vector<double> warm(n), left(n), curve(n);
  // Frisch and Waugh: with the line taken out of both, one regression is left.
  const LineFit of_floors = fit_line(parts, floors);
  for (std::size_t i = 0; i < n; ++i) left[i] = floors[i] - of_floors.intercept - of_floors.slope * parts[i];
  for (const double tau : {0.015, 0.03, 0.05, 0.08, 0.12}) {
    for (std::size_t i = 0; i < n; ++i) warm[i] = -std::exp(-parts[i] / tau);
    const LineFit of_curve = fit_line(parts, warm);
    for (std::size_t i = 0; i < n; ++i) curve[i] = warm[i] - of_curve.intercept - of_curve.slope * parts[i];
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

// A table of all curves at even parts, those at one part side by side, in which the best curve is found: the
// exponentials and logarithms of every part would cost more than all other rules of a window.
class CurveTable {
 public:
  static constexpr std::size_t kSteps = 256;
  using Row = std::array<double, kFamilies.size()>;

  CurveTable() {
    for (std::size_t i = 0; i <= kSteps; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(kSteps);
      for (std::size_t f = 0; f < kFamilies.size(); ++f) {
        rows_[i][f] = kFamilies[f].curve(part, kFamilies[f].parameter);
      }
    }
  }

  // Returns every curve at `part`, in [0, 1], on a straight line between two rows.
  [[nodiscard]] Row at(double part) const {
    const double place = part * static_cast<double>(kSteps);
    const std::size_t below = std::min(kSteps - 1, static_cast<std::size_t>(place));
    const double share = place - static_cast<double>(below);
    Row row;
    for (std::size_t f = 0; f < row.size(); ++f) {
      row[f] = rows_[below][f] + share * (rows_[below + 1][f] - rows_[below][f]);
    }
    return row;
  }

 private:
  std::array<Row, kSteps + 1> rows_;
};

// Returns the family that takes most squares from the floors, which have mean 0.
const Family& best_family(std::span<const double> parts, std::span<const double> centred) {
  static const CurveTable table;
  CurveTable::Row sums{}, squares{}, products{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const CurveTable::Row curves = table.at(parts[i]);
    for (std::size_t f = 0; f < curves.size(); ++f) {
      sums[f] += curves[f];
      squares[f] += curves[f] * curves[f];
      products[f] += curves[f] * centred[i];
    }
  }
  std::size_t best = 0;
  double most = -1.0;
  for (std::size_t f = 0; f < kFamilies.size(); ++f) {
    const double own = squares[f] - sums[f] * sums[f] / static_cast<double>(parts.size());
    const double taken = products[f] * products[f] / own;
    if (taken <= most) continue;
    most = taken;
    best = f;
  }
  return kFamilies[best];
}

BestCurve best_curve(std::span<const double> parts, std::span<const double> centred) {
  const Family& best = best_family(parts, centred);
  std::vector<double> curve(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) curve[i] = best.curve(parts[i], best.parameter);
  const double late_half = (curve.back() - best.curve(0.5, best.parameter)) / (curve.back() - curve.front());
  return {fit_line(curve, centred).residual_squares, late_half,
          autocorrelation_inflation(residuals_of_line(curve, centred))};
}

// Floors on a clock from 0 to 1, with mean 0.
struct Centred {
  std::vector<double> parts;
  std::vector<double> floors;

  Centred(std::span<const double> times, std::span<const double> given)
      : parts(times.size()), floors(given.begin(), given.end()) {
    for (std::size_t i = 0; i < parts.size(); ++i)
      parts[i] = (times[i] - times.front()) / (times.back() - times.front());
    const double mean =
        std::accumulate(floors.begin(), floors.end(), 0.0) / static_cast<double>(floors.size());
    for (double& floor : floors) floor -= mean;
  }
};

// Fits what bends, and fills it in.
void fit_bends(const Centred& centred, ShapeSquares& squares) {
  const std::size_t n = centred.floors.size();
  const std::vector<LineSums> sums = running_line_sums(centred.parts, centred.floors);
  squares.line_and_step = squares_of_line_and_step(sums);
  squares.bent_late = squares_of_bent_line(centred.parts, centred.floors, sums, n - n / 4);
  squares.bent = squares_of_bent_line(centred.parts, centred.floors, sums, 0);
  squares.warm_up_and_line = squares_of_warm_up_and_line(centred.parts, centred.floors);
}

}  // namespace

ShapeSquares fit_shapes(std::span<const double> times, std::span<const double> floors) {
  const Centred centred(times, floors);
  const BestCurve best = best_curve(centred.parts, centred.floors);
  ShapeSquares squares{};
  squares.line = fit_line(centred.parts, centred.floors).residual_squares;
  squares.slowing = best.residual_squares;
  squares.inflation = best.inflation;
  fit_bends(centred, squares);
  return squares;
}

SaturationFit fit_saturation(std::span<const double> times, std::span<const double> floors, double least_f) {
  const std::size_t n = floors.size();
  const Centred centred(times, floors);
  const double line = fit_line(centred.parts, centred.floors).residual_squares;
  const BestCurve best = best_curve(centred.parts, centred.floors);
  const double squares = best.residual_squares;
  const double unit = std::max(squares, 1e-9 * line + 1e-300) / static_cast<double>(n - 3);
  const double f_over_line = (line - squares) / unit / best.inflation;
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (f_over_line < least_f) return {f_over_line, kNever, kNever, best.late_half};
  ShapeSquares others{};
  fit_bends(centred, others);
  const double paused = std::min(others.bent_late, others.line_and_step);
  const double bent = std::min({paused, others.bent, others.warm_up_and_line});
  const double lost = static_cast<double>(n - 3) / std::max(1.0, static_cast<double>(n) - 5.0);
  return {f_over_line, (paused * lost - squares) / unit, (bent * lost - squares) / unit, best.late_half};
}

}  // namespace tidemark
