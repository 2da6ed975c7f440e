#include "analyzer/judge/programs/short_lives.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/numbers/trend.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Indices = std::vector<std::size_t>;

// Returns the slopes together; nothing where the interval of one is not known or the pooled one holds zero.
std::optional<ShortGrowth> pool(std::span<const LifeSummary> lives, const Indices& order) {
  double weights = 0.0, weighted = 0.0;
  for (const std::size_t life : order) {
    const ShortGrowth& growth = *lives[life].short_growth;
    const double error = (growth.slope_high - growth.slope_low) / (2.0 * kNormalQuantile975);
    if (!(error > 0.0)) return std::nullopt;
    weights += 1.0 / (error * error);
    weighted += growth.slope_bytes_per_second / (error * error);
  }
  ShortGrowth pooled = *lives[order.front()].short_growth;
  const double reach = kNormalQuantile975 / std::sqrt(weights);
  pooled.slope_bytes_per_second = weighted / weights;
  pooled.slope_low = pooled.slope_bytes_per_second - reach;
  pooled.slope_high = pooled.slope_bytes_per_second + reach;
  pooled.last_bytes = lives[order.back()].short_growth->last_bytes;
  return pooled.slope_low > 0.0 ? std::optional(pooled) : std::nullopt;
}

}  // namespace

std::string ShortLives::reason() const {
  return fmt::format("{} lives of it each grew, for too few samples by itself; together {} an hour",
                     lives.size(), format_size(pooled.slope_bytes_per_second * 3600.0));
}

std::vector<ShortLives> find_short_lives(std::span<const LifeSummary> lives,
                                         const std::vector<bool>& counts) {
  std::map<std::pair<TextKey, Metric>, Indices> programs;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const LifeSummary& life = lives[i];
    if (!life.short_growth || life.gave_back() || !counts[i]) continue;
    programs[{life.kind.empty() ? life.program : life.kind, life.short_growth->metric}].push_back(i);
  }
  std::vector<ShortLives> found;
  for (auto& [program, order] : programs) {
    if (order.size() < kFewestShortLives) continue;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
      return lives[one].begin_seconds < lives[other].begin_seconds;
    });
    if (const auto pooled = pool(lives, order)) found.push_back({std::move(order), *pooled});
  }
  return found;
}

}  // namespace tidemark
