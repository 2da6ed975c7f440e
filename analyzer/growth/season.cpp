#include "analyzer/growth/season.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kFewestValues = 16;
constexpr std::size_t kValuesPerCycle = 5;
constexpr double kCoarseStep = 0.25;
constexpr double kFineStep = 0.0625;
constexpr double kMostCycles = 20.0;
constexpr std::size_t kTerms = 6;  // 1, t, and sine and cosine of the wave and its harmonic

using Row = std::array<double, kTerms>;
using Matrix = std::array<std::array<double, kTerms + 1>, kTerms>;

Row row_at(double part, double cycles) {
  const double angle = 2.0 * std::numbers::pi * cycles * part;
  const double sine = std::sin(angle), cosine = std::cos(angle);
  return {1.0, part, sine, cosine, 2.0 * sine * cosine, cosine * cosine - sine * sine};
}

// Solves the first `terms` normal equations by elimination with the largest pivot; singular ones give zeros.
Row solve(Matrix m, std::size_t terms) {
  Row solution{};
  for (std::size_t c = 0; c < terms; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c + 1; r < terms; ++r) {
      if (std::abs(m[r][c]) > std::abs(m[pivot][c])) pivot = r;
    }
    if (std::abs(m[pivot][c]) < 1e-9) return solution;
    std::swap(m[c], m[pivot]);
    for (std::size_t r = c + 1; r < terms; ++r) {
      const double factor = m[r][c] / m[c][c];
      for (std::size_t k = c; k < terms; ++k) m[r][k] -= factor * m[c][k];
      m[r][kTerms] -= factor * m[c][kTerms];
    }
  }
  for (std::size_t c = terms; c-- > 0;) {
    double sum = m[c][kTerms];
    for (std::size_t k = c + 1; k < terms; ++k) sum -= m[c][k] * solution[k];
    solution[c] = sum / m[c][c];
  }
  return solution;
}

// The six normal equations of the whole model.
Row fit_wave(std::span<const double> parts, std::span<const double> values, double cycles) {
  Matrix normal{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Row row = row_at(parts[i], cycles);
    for (std::size_t a = 0; a < kTerms; ++a) {
      for (std::size_t b = 0; b < kTerms; ++b) normal[a][b] += row[a] * row[b];
      normal[a][kTerms] += row[a] * values[i];
    }
  }
  return solve(normal, kTerms);
}

// The places of values on an even grid whose step is the usual distance of two values; a gap skips places.
struct Grid {
  std::vector<double> advance;  // of each value over the one before
  double mean = 0.0;            // of the places
  double squares = 0.0;         // of the places about their mean
  double last = 0.0;
};

Grid lay_grid(std::span<const double> times) {
  Grid grid;
  grid.advance.assign(times.size(), 0.0);
  for (std::size_t i = 1; i < times.size(); ++i) grid.advance[i] = times[i] - times[i - 1];
  const double usual = median_of(std::span(grid.advance).subspan(1)), n = static_cast<double>(times.size());
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    grid.advance[i] = std::max(1.0, std::round(grid.advance[i] / usual));
    grid.last += grid.advance[i];
    sum += grid.last;
    squares += grid.last * grid.last;
  }
  grid.mean = sum / n;
  grid.squares = squares - sum * grid.mean;
  return grid;
}

// Returns the squares that a sine takes from values on a grid beside a line, by one rotation a value. Taking
// their own line out of sine and cosine first (Frisch and Waugh) needs sums only.
double squares_taken(const Grid& grid, std::span<const double> residuals, double cycles) {
  const auto n = static_cast<double>(residuals.size());
  const double turn = 2.0 * std::numbers::pi * cycles / grid.last;
  const std::complex<double> step = std::polar(1.0, turn);
  std::complex<double> z(1.0, 0.0);
  double c = 0, s = 0, tc = 0, ts = 0, cc = 0, cs = 0, yc = 0, ys = 0;
  double t = -grid.mean;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    if (grid.advance[i] > 0.0) {
      const std::complex<double> by = grid.advance[i] == 1.0 ? step : std::polar(1.0, turn * grid.advance[i]);
      z = {z.real() * by.real() - z.imag() * by.imag(), z.real() * by.imag() + z.imag() * by.real()};
      t += grid.advance[i];
    }
    const double y = residuals[i], cosine = z.real(), sine = z.imag();
    c += cosine;
    s += sine;
    tc += t * cosine;
    ts += t * sine;
    cc += cosine * cosine;
    cs += cosine * sine;
    yc += y * cosine;
    ys += y * sine;
  }
  const double tt = grid.squares;
  const double a = cc - c * c / n - tc * tc / tt, b = cs - c * s / n - tc * ts / tt;
  const double d = (n - cc) - s * s / n - ts * ts / tt;
  const double determinant = a * d - b * b;
  if (determinant < 1e-9 * n * n) return 0.0;
  return (d * yc * yc - 2.0 * b * yc * ys + a * ys * ys) / determinant;
}

double best_cycles(const Grid& grid, std::span<const double> residuals, double fewest, double most) {
  double best = fewest, taken = 0.0;
  const auto look_at = [&](double cycles) {
    const double squares = squares_taken(grid, residuals, cycles);
    if (squares <= taken) return;
    taken = squares;
    best = cycles;
  };
  const auto coarse_steps = static_cast<int>((most - fewest) / kCoarseStep);
  for (int step = 0; step <= coarse_steps; ++step) look_at(fewest + step * kCoarseStep);
  const double coarse = best;
  const auto fine_steps = static_cast<int>(std::lround(kCoarseStep / kFineStep));
  for (int step = -fine_steps; step <= fine_steps; ++step) {
    if (coarse + step * kFineStep >= fewest) look_at(coarse + step * kFineStep);
  }
  return best;
}

}  // namespace

std::optional<Season> find_season(std::span<const double> times, std::span<const double> values,
                                  double fewest_cycles) {
  if (values.size() < kFewestValues) return std::nullopt;
  std::vector<double> parts(times.size()), centred(values.size());
  const double level =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = (times[i] - times.front()) / (times.back() - times.front());
    centred[i] = values[i] - level;
  }
  const std::vector<double> residuals = residuals_of_line(parts, centred);
  const double line = fit_line(parts, centred).residual_squares;
  if (!(line > 0.0)) return std::nullopt;
  const std::size_t cycles_seen = values.size() / kValuesPerCycle;
  const double most_cycles = std::min(kMostCycles, static_cast<double>(cycles_seen));
  const double cycles = best_cycles(lay_grid(times), residuals, fewest_cycles, most_cycles);
  if (!(cycles > fewest_cycles)) return std::nullopt;
  Season season{cycles, 0.0, 0.0, std::vector<double>(values.size())};
  const Row terms = fit_wave(parts, centred, season.cycles);
  double left = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Row row = row_at(parts[i], season.cycles);
    season.wave[i] = std::inner_product(row.begin() + 2, row.end(), terms.begin() + 2, 0.0);
    const double off = centred[i] - terms[0] - terms[1] * parts[i] - season.wave[i];
    left += off * off;
  }
  season.explained = 1.0 - left / line;
  season.peak_to_peak = range_of(season.wave).width();
  return season;
}

}  // namespace tidemark
