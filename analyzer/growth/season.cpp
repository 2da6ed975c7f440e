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

constexpr double kCoarseStep = 0.25;
constexpr double kFineStep = 0.0625;
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
Row fit_wave(std::span<const Row> rows, std::span<const double> values) {
  Matrix normal{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    for (std::size_t a = 0; a < kTerms; ++a) {
      for (std::size_t b = a; b < kTerms; ++b) normal[a][b] += row[a] * row[b];
      normal[a][kTerms] += row[a] * values[i];
    }
  }
  for (std::size_t a = 1; a < kTerms; ++a) {
    for (std::size_t b = 0; b < a; ++b) normal[a][b] = normal[b][a];
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

// So many frequencies are looked at together: one rotation a value waits for the one before, several do not wait for
// each other.
constexpr std::size_t kLanes = 4;
using Lanes = std::array<double, kLanes>;

// Returns the squares that a sine of each frequency takes from values on a grid beside a line, by one rotation a value.
// Taking their own line out of sine and cosine first (Frisch and Waugh) needs sums only.
Lanes squares_taken(const Grid& grid, std::span<const double> residuals, const Lanes& cycles) {
  const auto n = static_cast<double>(residuals.size());
  Lanes turn{}, step_cosine{}, step_sine{}, cosine{}, sine{};
  const auto set_steps = [&](double advance) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      const std::complex<double> step = std::polar(1.0, turn[k] * advance);
      step_cosine[k] = step.real();
      step_sine[k] = step.imag();
    }
  };
  for (std::size_t k = 0; k < kLanes; ++k) turn[k] = 2.0 * std::numbers::pi * cycles[k] / grid.last;
  cosine.fill(1.0);
  set_steps(1.0);
  Lanes c{}, s{}, tc{}, ts{}, cc{}, cs{}, yc{}, ys{};
  double t = -grid.mean, advance = 1.0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    if (i > 0) {
      if (grid.advance[i] != advance) set_steps(advance = grid.advance[i]);
      for (std::size_t k = 0; k < kLanes; ++k) {
        const double before = cosine[k];
        cosine[k] = before * step_cosine[k] - sine[k] * step_sine[k];
        sine[k] = before * step_sine[k] + sine[k] * step_cosine[k];
      }
      t += advance;
    }
    const double y = residuals[i];
    for (std::size_t k = 0; k < kLanes; ++k) {
      c[k] += cosine[k];
      s[k] += sine[k];
      tc[k] += t * cosine[k];
      ts[k] += t * sine[k];
      cc[k] += cosine[k] * cosine[k];
      cs[k] += cosine[k] * sine[k];
      yc[k] += y * cosine[k];
      ys[k] += y * sine[k];
    }
  }
  const double tt = grid.squares;
  Lanes taken{};
  for (std::size_t k = 0; k < kLanes; ++k) {
    const double a = cc[k] - c[k] * c[k] / n - tc[k] * tc[k] / tt;
    const double b = cs[k] - c[k] * s[k] / n - tc[k] * ts[k] / tt;
    const double d = (n - cc[k]) - s[k] * s[k] / n - ts[k] * ts[k] / tt;
    const double determinant = a * d - b * b;
    if (determinant < 1e-9 * n * n) continue;
    taken[k] = (d * yc[k] * yc[k] - 2.0 * b * yc[k] * ys[k] + a * ys[k] * ys[k]) / determinant;
  }
  return taken;
}

double best_cycles(const Grid& grid, std::span<const double> residuals, double fewest, double most) {
  double best = fewest, taken = 0.0;
  // Looks at frequencies from `first` on, `step` apart, that are not below the fewest.
  const auto look_at = [&](double first, double step, int count) {
    for (int from = 0; from < count; from += static_cast<int>(kLanes)) {
      Lanes cycles{};
      for (std::size_t k = 0; k < kLanes; ++k)
        cycles[k] = first + std::min(count - 1, from + static_cast<int>(k)) * step;
      const Lanes squares = squares_taken(grid, residuals, cycles);
      for (std::size_t k = 0; k < kLanes; ++k) {
        if (cycles[k] < fewest || squares[k] <= taken) continue;
        taken = squares[k];
        best = cycles[k];
      }
    }
  };
  look_at(fewest, kCoarseStep, static_cast<int>((most - fewest) / kCoarseStep) + 1);
  const auto fine_steps = static_cast<int>(std::lround(kCoarseStep / kFineStep));
  look_at(best - fine_steps * kFineStep, kFineStep, 2 * fine_steps + 1);
  return best;
}

}  // namespace

std::optional<Season> find_season(std::span<const double> times, std::span<const double> values,
                                  const GrowthSettings& settings) {
  const double fewest_cycles = settings.wave_cycles;
  const std::size_t cycles_seen = values.size() / settings.cells_of_cycle;
  const auto most_cycles = static_cast<double>(cycles_seen);
  if (most_cycles <= fewest_cycles) return std::nullopt;
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
  const double cycles = best_cycles(lay_grid(times), residuals, fewest_cycles, most_cycles);
  if (!(cycles > fewest_cycles)) return std::nullopt;
  Season season{cycles, 0.0, 0.0, std::vector<double>(values.size())};
  std::vector<Row> rows(parts.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = row_at(parts[i], season.cycles);
  const Row terms = fit_wave(rows, centred);
  double left = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    season.wave[i] = std::inner_product(rows[i].begin() + 2, rows[i].end(), terms.begin() + 2, 0.0);
    const double off = centred[i] - terms[0] - terms[1] * parts[i] - season.wave[i];
    left += off * off;
  }
  season.explained = 1.0 - left / line;
  season.peak_to_peak = range_of(season.wave).width();
  return season;
}

}  // namespace tidemark
