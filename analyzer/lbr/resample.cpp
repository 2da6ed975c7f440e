#include "analyzer/lbr/resample.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "common/error.hpp"

namespace tidemark {

EvenGrid resample(std::span<const double> seconds, std::span<const double> bytes, double step_seconds) {
  constexpr double kMostPoints = 5e7;
  // A span of a whole number of steps may be a rounding error short of it.
  constexpr double kRounding = 1e-6;
  const double steps = std::floor((seconds.back() - seconds.front()) / step_seconds + kRounding);
  if (!(steps < kMostPoints)) {
    throw UserError(
        fmt::format("resample: steps of {} s make more than {:.0e} points of {:.0f} s; choose longer ones",
                    step_seconds, kMostPoints, seconds.back() - seconds.front()));
  }
  const auto count = static_cast<std::size_t>(steps) + 1;
  EvenGrid grid{step_seconds, std::vector<double>(count)};
  std::size_t right = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double time = seconds.back() - static_cast<double>(count - 1 - i) * step_seconds;
    while (right + 1 < seconds.size() && seconds[right] < time) ++right;
    if (right == 0 || seconds[right] <= time) {
      grid.bytes[i] = bytes[right];
      continue;
    }
    const double share = (time - seconds[right - 1]) / (seconds[right] - seconds[right - 1]);
    grid.bytes[i] = bytes[right - 1] + share * (bytes[right] - bytes[right - 1]);
  }
  return grid;
}

double default_step(std::span<const double> seconds, double interval_seconds) {
  constexpr std::size_t kPlentyOfPoints = 1'000'000;
  const auto points = static_cast<double>(std::max(kPlentyOfPoints, seconds.size()));
  const double least = seconds.empty() ? 0.0 : (seconds.back() - seconds.front()) / points;
  const double step = std::max(interval_seconds, least);
  return step > 0.0 ? step : 1.0;
}

}  // namespace tidemark
