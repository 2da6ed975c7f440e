#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "analyzer/growth/growth.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;

struct GrownSeries {
  std::vector<double> seconds;
  std::vector<double> bytes;
  std::vector<std::size_t> starts = {0};
};

// `samples` values of `mebibytes(u)` in pages, u from 0 to 1, one a second.
template <typename Shape>
GrownSeries series_of(std::size_t samples, Shape mebibytes) {
  GrownSeries series;
  for (std::size_t i = 0; i < samples; ++i) {
    series.seconds.push_back(static_cast<double>(i));
    const double u = static_cast<double>(i) / static_cast<double>(samples - 1);
    series.bytes.push_back(std::round(mebibytes(u) * 256.0) * 4096.0);
  }
  return series;
}

inline GrowthFinding find(const GrownSeries& series, const GrowthSettings& settings = {}) {
  return find_growth({series.seconds, series.bytes, series.starts}, settings);
}

inline double line(double u) { return 100.0 + 60.0 * u; }

}  // namespace tidemark::testing
