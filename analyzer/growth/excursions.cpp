#include "analyzer/growth/excursions.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

double largest_drawdown(std::span<const double> levels) {
  double high = levels.front(), worst = 0.0;
  for (const double level : levels) {
    high = std::max(high, level);
    worst = std::max(worst, high - level);
  }
  return worst;
}

}  // namespace

std::optional<std::vector<double>> without_excursions(std::span<const double> floors, std::size_t longest,
                                                      double least, const GrowthSettings& settings) {
  // Each excursion falls once, into a dip or off a bump.
  if (largest_drawdown(floors) < least) return std::nullopt;
  std::vector<double> result(floors.begin(), floors.end());
  std::size_t excursions = 0;
  for (std::size_t i = 1; i + 1 < floors.size(); ++i) {
    if (std::abs(floors[i] - result[i - 1]) < least) continue;
    for (std::size_t length = 1; length <= longest && i + length < floors.size(); ++length) {
      const double before = result[i - 1], after = floors[i + length];
      const auto run = floors.subspan(i, length);
      const double dip = std::min(before, after) - *std::max_element(run.begin(), run.end());
      const double bump = *std::min_element(run.begin(), run.end()) - std::max(before, after);
      const double out = std::max(dip, bump);
      if (out < least || before - after > settings.excursion_below * out ||
          after - before > settings.excursion_above * out)
        continue;
      if (++excursions > settings.most_excursions) return std::nullopt;
      for (std::size_t k = 0; k < length; ++k) {
        const auto part = static_cast<double>(k + 1) / static_cast<double>(length + 1);
        result[i + k] = before + part * (after - before);
      }
      i += length - 1;
      break;
    }
  }
  if (excursions == 0) return std::nullopt;
  return result;
}

}  // namespace tidemark
