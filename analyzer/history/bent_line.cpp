#include "analyzer/history/bent_line.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

constexpr double kMostDeviations = 3.0;
// What is odd is told from a line that the odd values had bent, so it is told anew from the better one.
constexpr int kRounds = 4;

std::vector<double> residuals_of_best(std::span<const double> values) {
  std::vector<double> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t bend = 0; bend + 2 < values.size(); ++bend) {
    std::vector<double> since_bend(values.size(), 0.0);
    for (std::size_t i = bend; i < values.size(); ++i) since_bend[i] = static_cast<double>(i - bend);
    std::vector<double> residuals = residuals_of_line(since_bend, values);
    double squares = 0.0;
    for (const double residual : residuals) squares += residual * residual;
    if (squares >= least) continue;
    least = squares;
    best = std::move(residuals);
  }
  return best;
}

}  // namespace

std::vector<double> residuals_of_bent_line(std::span<const double> values) {
  std::vector<double> tame(values.begin(), values.end());
  std::vector<double> residuals;
  for (int round = 0; round <= kRounds; ++round) {
    residuals = residuals_of_best(tame);
    for (std::size_t i = 0; i < values.size(); ++i) residuals[i] += values[i] - tame[i];
    const double most = kMostDeviations * deviation_about(0.0, residuals);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double line = values[i] - residuals[i];
      residuals[i] = std::clamp(residuals[i], -most, most);
      tame[i] = line + residuals[i];
    }
  }
  return residuals;
}

}  // namespace tidemark
