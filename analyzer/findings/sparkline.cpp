#include "analyzer/findings/sparkline.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace tidemark {

Sparkline make_sparkline(std::span<const double> seconds, std::span<const double> values) {
  // Two samples a span at least.
  const std::size_t points = std::clamp<std::size_t>(seconds.size() / 2, 1, kSparklinePoints);
  if (seconds.empty()) return {};
  const double start = seconds.front();
  const double span = seconds.back() - start;
  Sparkline sparkline(points);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const double share = span > 0 ? (seconds[i] - start) / span : 0.0;
    auto& point =
        sparkline[std::min(points - 1, static_cast<std::size_t>(share * static_cast<double>(points)))];
    point = std::max(point.value_or(values[i]), values[i]);
  }
  return sparkline;
}

std::string draw_sparkline(const Sparkline& sparkline, double least_range) {
  constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (const auto& point : sparkline) {
    lowest = std::min(lowest, point.value_or(lowest));
    highest = std::max(highest, point.value_or(highest));
  }
  const double range = std::max(highest - lowest, least_range);
  std::string text;
  for (const auto& point : sparkline) {
    const double share = point && range > 0.0 ? (*point - lowest) / range : 0.0;
    const auto level = static_cast<std::size_t>(share * static_cast<double>(kBlocks.size()));
    text += point ? kBlocks[std::min(level, kBlocks.size() - 1)] : "·";
  }
  return text;
}

}  // namespace tidemark
