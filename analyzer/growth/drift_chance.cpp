#include "analyzer/growth/drift_chance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tidemark {
namespace {

using Quantiles = std::array<double, kDriftLevels.size()>;
struct Quantile {
  Quantiles even;
  Quantiles unopposed;
};

constexpr double kNone = std::numeric_limits<double>::infinity();
// The table does not tell of smaller ones.
constexpr double kLeastChance = kDriftLevels.back() / 10.0;

// For each number of cells, for each correlation.
constexpr std::array<std::array<Quantile, kDriftCorrelations.size()>, kDriftCells.size()> kTable = {{
    {{
        {{{0.73, 1.28, 1.93, 2.90, 4.23, 6.34}}, {{1.83, 5.77, 58.46, kNone, kNone, kNone}}},
        {{{1.13, 2.03, 3.13, 4.76, 6.81, 10.34}}, {{4.17, 147.59, kNone, kNone, kNone, kNone}}},
        {{{1.64, 2.94, 4.56, 7.15, 10.38, 15.97}}, {{13.02, kNone, kNone, kNone, kNone, kNone}}},
        {{{2.29, 4.13, 6.42, 10.17, 15.02, 23.13}}, {{kNone, kNone, kNone, kNone, kNone, kNone}}},
        {{{3.52, 6.41, 9.89, 15.28, 21.94, 33.28}}, {{kNone, kNone, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.63, 1.02, 1.44, 1.97, 2.58, 3.74}}, {{1.31, 2.86, 6.03, 19.74, kNone, kNone}}},
        {{{1.05, 1.79, 2.58, 3.75, 5.04, 7.13}}, {{3.00, 11.09, kNone, kNone, kNone, kNone}}},
        {{{1.53, 2.61, 3.74, 5.27, 7.23, 9.95}}, {{6.46, kNone, kNone, kNone, kNone, kNone}}},
        {{{2.13, 3.62, 5.19, 7.36, 10.10, 13.85}}, {{19.63, kNone, kNone, kNone, kNone, kNone}}},
        {{{3.29, 5.70, 8.26, 11.69, 16.01, 23.09}}, {{kNone, kNone, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.56, 0.89, 1.20, 1.59, 2.06, 2.65}}, {{1.07, 2.06, 3.53, 6.62, 13.66, 143.17}}},
        {{{1.00, 1.65, 2.31, 3.14, 4.01, 5.13}}, {{2.49, 6.63, 20.50, kNone, kNone, kNone}}},
        {{{1.48, 2.44, 3.36, 4.57, 5.91, 7.74}}, {{4.94, 24.83, kNone, kNone, kNone, kNone}}},
        {{{2.06, 3.37, 4.69, 6.36, 8.26, 10.94}}, {{10.65, kNone, kNone, kNone, kNone, kNone}}},
        {{{3.20, 5.32, 7.46, 10.11, 13.17, 17.06}}, {{kNone, kNone, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.51, 0.80, 1.05, 1.34, 1.64, 2.05}}, {{0.93, 1.69, 2.59, 4.07, 6.24, 10.82}}},
        {{{0.97, 1.57, 2.13, 2.79, 3.45, 4.44}}, {{2.26, 5.25, 11.29, 38.37, kNone, kNone}}},
        {{{1.44, 2.32, 3.15, 4.14, 5.20, 6.62}}, {{4.18, 13.63, 97.02, kNone, kNone, kNone}}},
        {{{2.00, 3.23, 4.41, 5.79, 7.28, 9.02}}, {{7.98, 96.75, kNone, kNone, kNone, kNone}}},
        {{{3.12, 5.09, 6.90, 9.03, 11.48, 14.37}}, {{44.59, kNone, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.45, 0.68, 0.88, 1.08, 1.28, 1.51}}, {{0.79, 1.32, 1.86, 2.61, 3.46, 4.56}}},
        {{{0.93, 1.45, 1.92, 2.47, 2.99, 3.61}}, {{1.99, 4.01, 6.88, 13.20, 25.65, 155.35}}},
        {{{1.40, 2.20, 2.91, 3.75, 4.52, 5.42}}, {{3.48, 8.67, 20.06, 116.93, kNone, kNone}}},
        {{{1.93, 3.05, 4.03, 5.19, 6.32, 7.52}}, {{5.89, 20.91, 361.79, kNone, kNone, kNone}}},
        {{{3.02, 4.85, 6.48, 8.30, 9.97, 12.27}}, {{17.88, kNone, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.40, 0.60, 0.77, 0.93, 1.11, 1.29}}, {{0.71, 1.13, 1.54, 2.04, 2.54, 3.33}}},
        {{{0.90, 1.40, 1.82, 2.31, 2.70, 3.20}}, {{1.87, 3.58, 5.68, 8.93, 14.19, 23.05}}},
        {{{1.37, 2.12, 2.75, 3.52, 4.23, 4.98}}, {{3.14, 6.93, 12.99, 29.02, 95.10, kNone}}},
        {{{1.89, 2.93, 3.82, 4.87, 5.83, 6.93}}, {{4.98, 13.44, 37.56, kNone, kNone, kNone}}},
        {{{2.97, 4.65, 6.13, 7.77, 9.44, 11.25}}, {{12.44, 129.12, kNone, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.34, 0.51, 0.64, 0.78, 0.89, 1.02}}, {{0.61, 0.96, 1.27, 1.61, 1.93, 2.32}}},
        {{{0.88, 1.35, 1.74, 2.14, 2.51, 3.00}}, {{1.78, 3.26, 4.82, 7.01, 9.55, 13.89}}},
        {{{1.35, 2.06, 2.63, 3.25, 3.78, 4.42}}, {{2.79, 5.65, 9.24, 15.13, 23.15, 41.17}}},
        {{{1.85, 2.84, 3.64, 4.48, 5.20, 6.09}}, {{4.04, 9.57, 18.22, 38.84, 113.25, kNone}}},
        {{{2.86, 4.43, 5.76, 7.17, 8.40, 10.06}}, {{8.32, 30.53, 177.57, kNone, kNone, kNone}}},
    }},
    {{
        {{{0.27, 0.40, 0.50, 0.60, 0.69, 0.76}}, {{0.53, 0.81, 1.04, 1.28, 1.51, 1.72}}},
        {{{0.86, 1.29, 1.64, 2.00, 2.31, 2.62}}, {{1.71, 3.00, 4.24, 5.75, 7.44, 9.28}}},
        {{{1.32, 1.98, 2.50, 3.04, 3.50, 3.96}}, {{2.45, 4.73, 7.19, 10.47, 13.81, 18.41}}},
        {{{1.81, 2.74, 3.47, 4.19, 4.79, 5.46}}, {{3.24, 6.97, 11.62, 18.85, 28.66, 47.03}}},
        {{{2.76, 4.20, 5.38, 6.57, 7.63, 8.81}}, {{5.51, 15.11, 32.38, 79.18, 364.64, kNone}}},
    }},
    {{
        {{{0.23, 0.34, 0.43, 0.51, 0.58, 0.64}}, {{0.49, 0.73, 0.94, 1.14, 1.30, 1.49}}},
        {{{0.84, 1.26, 1.59, 1.93, 2.18, 2.44}}, {{1.68, 2.93, 4.06, 5.42, 6.69, 8.02}}},
        {{{1.31, 1.96, 2.48, 2.98, 3.42, 3.80}}, {{2.32, 4.38, 6.56, 9.26, 11.83, 15.48}}},
        {{{1.80, 2.69, 3.40, 4.07, 4.72, 5.34}}, {{2.92, 5.90, 9.60, 14.72, 20.74, 28.78}}},
        {{{2.73, 4.13, 5.21, 6.36, 7.37, 8.46}}, {{4.47, 11.11, 20.93, 39.24, 69.90, 156.27}}},
    }},
    {{
        {{{0.19, 0.28, 0.34, 0.41, 0.47, 0.53}}, {{0.44, 0.66, 0.83, 1.01, 1.17, 1.34}}},
        {{{0.83, 1.23, 1.54, 1.85, 2.11, 2.37}}, {{1.67, 2.88, 4.01, 5.24, 6.32, 7.55}}},
        {{{1.30, 1.93, 2.41, 2.87, 3.26, 3.61}}, {{2.16, 3.96, 5.77, 7.86, 9.95, 12.51}}},
        {{{1.79, 2.65, 3.32, 3.96, 4.51, 5.04}}, {{2.59, 5.03, 7.66, 11.00, 14.50, 20.36}}},
        {{{2.67, 3.99, 5.02, 6.09, 7.00, 7.98}}, {{3.53, 7.74, 13.44, 22.54, 34.40, 49.56}}},
    }},
    {{
        {{{0.13, 0.19, 0.24, 0.28, 0.32, 0.36}}, {{0.39, 0.57, 0.72, 0.86, 0.98, 1.11}}},
        {{{0.82, 1.21, 1.50, 1.78, 2.02, 2.26}}, {{1.65, 2.85, 3.93, 5.12, 6.09, 7.13}}},
        {{{1.29, 1.91, 2.37, 2.83, 3.17, 3.60}}, {{1.98, 3.58, 5.13, 6.93, 8.45, 10.56}}},
        {{{1.76, 2.60, 3.23, 3.82, 4.31, 4.88}}, {{2.21, 4.11, 6.03, 8.31, 10.76, 13.52}}},
        {{{2.63, 3.88, 4.86, 5.81, 6.56, 7.28}}, {{2.69, 5.34, 8.34, 12.42, 16.77, 23.40}}},
    }},
}};

// Returns the chance of a value above `value`: on a line between two levels, in logarithms of both.
double chance_above(double value, const Quantiles& quantiles) {
  if (!(value > quantiles.front())) return 1.0;
  std::size_t next = 1;
  while (next + 1 < quantiles.size() && value > quantiles[next]) ++next;
  const double low = quantiles[next - 1], high = quantiles[next];
  if (high == kNone) return kDriftLevels[next - 1];
  if (value == kNone) return next + 1 == quantiles.size() ? kLeastChance : kDriftLevels[next];
  const double share = std::log(value / low) / std::log(high / low);
  const double chance = kDriftLevels[next - 1] * std::pow(kDriftLevels[next] / kDriftLevels[next - 1], share);
  return std::max(chance, kLeastChance);
}

double chance_at(const Drift& drift, std::size_t row, std::size_t column) {
  const Quantile& quantile = kTable[row][column];
  return 2.0 *
         std::min(chance_above(drift.even, quantile.even), chance_above(drift.unopposed, quantile.unopposed));
}

}  // namespace

std::size_t fewest_cells_from(std::size_t cells) {
  if (cells >= 24) return 12;
  return cells > 9 ? std::max<std::size_t>(6, cells - 2) : cells;
}

double chance_of_drift(const Drift& drift, std::size_t cells, double margin) {
  std::size_t row = 0;
  while (row + 1 < kDriftCells.size() && kDriftCells[row + 1] <= cells) ++row;
  const auto& correlations = kDriftCorrelations;
  const double correlation =
      std::clamp(drift.guarded_correlation(margin), correlations.front(), correlations.back());
  std::size_t column = 1;
  while (column + 1 < correlations.size() && correlation > correlations[column]) ++column;
  const double share =
      (correlation - correlations[column - 1]) / (correlations[column] - correlations[column - 1]);
  const double low = chance_at(drift, row, column - 1), high = chance_at(drift, row, column);
  return std::min(1.0, std::exp((1.0 - share) * std::log(low) + share * std::log(high)));
}

}  // namespace tidemark
