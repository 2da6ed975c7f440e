// Prints the table of analyzer/growth/drift_chance.cpp: what the greatest drift over all starts of a driftless
// series reaches by chance. See analyzer/growth/drift_chance.hpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

#include "analyzer/growth/drift.hpp"
#include "analyzer/growth/drift_chance.hpp"
#include "analyzer/growth/settings.hpp"

namespace {

using namespace tidemark;

// A local level: a walk seen with noise, or, for correlations above 0, a walk of correlated steps.
std::vector<double> driftless(std::size_t cells, double correlation, std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  std::vector<double> values(cells);
  // Steps of a walk of variance 1 seen with noise of variance q have the correlation -q / (1 + 2 q).
  const double noise = correlation <= -0.5 ? 1.0
                       : correlation < 0.0 ? std::sqrt(-correlation / (1.0 + 2.0 * correlation))
                                           : 0.0;
  const double walk = correlation <= -0.5 ? 0.0 : 1.0, keep = std::max(0.0, correlation);
  double level = 0.0, step = normal(generator);
  for (double& value : values) {
    value = level + noise * normal(generator);
    step = keep * step + std::sqrt(1.0 - keep * keep) * normal(generator);
    level += walk * step;
  }
  return values;
}

void print_row(std::size_t cells, double correlation, std::size_t trials, std::mt19937_64& generator) {
  std::vector<double> times(cells), even, unopposed;
  std::iota(times.begin(), times.end(), 0.0);
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const Drift drift = measure_drift(times, driftless(cells, correlation, generator), 0.0);
    even.push_back(std::max(0.0, drift.even));
    unopposed.push_back(std::max(0.0, drift.unopposed));
  }
  std::printf("        {{{");
  for (auto* values : {&even, &unopposed}) {
    std::sort(values->begin(), values->end());
    for (const double level : kDriftLevels) {
      const double at = (*values)[static_cast<std::size_t>((1.0 - level) * static_cast<double>(trials))];
      std::printf("%s", level == kDriftLevels.front() ? "" : ", ");
      std::isfinite(at) ? std::printf("%.2f", at) : std::printf("kNone");
    }
    std::printf("%s", values == &even ? "}}, {{" : "}}},\n");
  }
}

// Of a driftless series, the least chance over all starts: how often it is below a level, over that level.
void print_starts(std::size_t cells, double correlation, std::size_t trials, std::mt19937_64& generator) {
  std::vector<double> times(cells);
  std::iota(times.begin(), times.end(), 0.0);
  constexpr std::array<double, 3> kLevels = {0.03, 0.01, 0.003};
  std::array<std::size_t, kLevels.size()> below{};
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const auto values = driftless(cells, correlation, generator);
    double least = 1.0;
    for (std::size_t start = 0; start + fewest_cells_from(cells) <= cells; ++start) {
      least = std::min(least, chance_of_drift(measure_drift(std::span(times).subspan(start),
                                                            std::span(values).subspan(start), 0.0),
                                              cells - start, GrowthSettings{}.correlation_margin));
    }
    for (std::size_t k = 0; k < kLevels.size(); ++k) below[k] += least <= kLevels[k] ? 1U : 0U;
  }
  std::printf("%zu cells, correlation %.1f: ", cells, correlation);
  for (std::size_t k = 0; k < kLevels.size(); ++k)
    std::printf(" %.2f", static_cast<double>(below[k]) / static_cast<double>(trials) / kLevels[k]);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const bool starts = argc > 1 && std::string_view(argv[1]) == "--starts";
  const std::size_t trials = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20000;
  std::mt19937_64 generator(20261129);
  for (const std::size_t cells : kDriftCells) {
    if (!starts) std::printf("    {{\n");
    for (const double correlation : kDriftCorrelations) {
      starts ? print_starts(cells, correlation, trials, generator)
             : print_row(cells, correlation, trials, generator);
    }
    if (!starts) std::printf("    }},\n");
  }
  return 0;
}
