#include "tests/detection/hard_series.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace tidemark::detection {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kPageBytes = 4096.0;

double to_pages(double bytes) { return std::max(1.0, std::round(bytes / kPageBytes)) * kPageBytes; }

}  // namespace

SimulatedSeries driftless_walk(const WalkKind& kind, std::uint64_t seed) {
  std::mt19937_64 generator(seed * 0x9E3779B97F4A7C15ULL + kind.steps);
  std::normal_distribution<double> normal;
  SimulatedSeries series;
  series.segment_starts = {0};
  const double rho = kind.correlation, level = 400.0 * kMebibyte;
  // The whole walk of independent steps has a deviation of 60 MiB.
  const double size =
      60.0 * kMebibyte / std::sqrt(static_cast<double>(kind.steps) * (1.0 + rho) / (1.0 - rho));
  double at = 0.0, step = normal(generator);
  for (std::size_t i = 0; i < kind.steps; ++i) {
    series.seconds.push_back(static_cast<double>(i));
    series.bytes.push_back(to_pages(std::abs(level + at)));
    step = rho * step + std::sqrt(1.0 - rho * rho) * normal(generator);
    at += step * size - kind.reversion * at;
  }
  return series;
}

SimulatedSeries late_growth(double share, bool ended, std::uint64_t seed) {
  std::mt19937_64 generator(seed * 0xD1B54A32D192ED03ULL + static_cast<std::uint64_t>(share * 1000.0));
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  const auto late = static_cast<std::size_t>(30.0 * std::pow(20.0, uniform(generator)));
  const auto before = static_cast<std::size_t>(static_cast<double>(late) * (1.0 / share - 1.0));
  const double level = 50.0 * std::pow(20.0, uniform(generator)) * kMebibyte;
  const double growth = level * (0.2 + 1.3 * uniform(generator));
  const double noise = level * 1e-4 * std::pow(50.0, uniform(generator));
  const double steps = std::floor(10.0 + 30.0 * uniform(generator)), form = uniform(generator);
  const double interval = 1.0 + 4.0 * uniform(generator);
  SimulatedSeries series;
  series.segment_starts = {0};
  double grown = 0.0;
  for (std::size_t i = 0; i < before + late + (ended ? late : 0); ++i) {
    if (i >= before && i < before + late) {
      const double u = static_cast<double>(i + 1 - before) / static_cast<double>(late);
      if (form < 0.5)
        grown = u;
      else if (form < 0.75)
        grown = std::floor(u * steps) / steps;
      else
        grown += 2.0 * uniform(generator) / static_cast<double>(late);
    }
    series.seconds.push_back(interval * static_cast<double>(i));
    series.bytes.push_back(to_pages(level + growth * grown + noise * normal(generator)));
  }
  return series;
}

SimulatedSeries prefix_of(const SimulatedSeries& series, std::size_t samples) {
  SimulatedSeries prefix;
  const auto count = static_cast<std::ptrdiff_t>(std::min(samples, series.bytes.size()));
  prefix.seconds.assign(series.seconds.begin(), series.seconds.begin() + count);
  prefix.bytes.assign(series.bytes.begin(), series.bytes.begin() + count);
  for (const std::size_t start : series.segment_starts) {
    if (start < prefix.bytes.size()) prefix.segment_starts.push_back(start);
  }
  return prefix;
}

}  // namespace tidemark::detection
