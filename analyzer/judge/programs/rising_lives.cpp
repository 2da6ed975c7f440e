#include "analyzer/judge/programs/rising_lives.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Indices = std::vector<std::size_t>;

constexpr std::size_t kMostLives = 1000;

std::optional<double> start_of(const LifeSummary& life) { return life.start_bytes; }
std::optional<double> peak_of(const LifeSummary& life) { return life.peak_of(Metric::kRss); }

// Groups the lives by `key_of`, in the order in which they began; lives without a key, and those seen too
// briefly, belong to no group.
template <typename KeyOf>
std::vector<Indices> group(std::span<const LifeSummary> lives, const RisingSettings& settings, KeyOf key_of) {
  std::map<TextKey, Indices> groups;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const TextKey key = key_of(lives[i]);
    if (!key.empty() && lives[i].samples >= settings.fewest_samples) groups[key].push_back(i);
  }
  std::vector<Indices> large;
  for (auto& [key, order] : groups) {
    if (order.size() < settings.fewest_lives) continue;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
      return lives[one].begin_seconds < lives[other].begin_seconds;
    });
    if (order.size() > kMostLives) order.erase(order.begin(), order.end() - kMostLives);
    large.push_back(std::move(order));
  }
  return large;
}

template <typename ValueOf>
std::optional<RisingLives> measure(std::span<const LifeSummary> lives, const Indices& order, ValueOf value_of,
                                   const RisingSettings& settings) {
  RisingLives rising;
  for (const std::size_t life : order) {
    const auto value = value_of(lives[life]);
    if (!value) continue;
    rising.bytes.push_back(*value);
    rising.lives.push_back(life);
  }
  if (rising.lives.size() < settings.fewest_lives) return std::nullopt;
  rising.p_value = mann_kendall(rising.bytes, 1.0).p_rising;
  return rising;
}

// The smallest p that so many lives can have: one order of all.
double least_p(std::size_t lives) { return std::exp(-std::lgamma(static_cast<double>(lives) + 1.0)); }

// Returns the smallest number by which the level is divided that no more programs can reach.
//
// least_p  of each program tested
std::size_t tarone_divisor(std::span<const double> least_p, double level) {
  for (std::size_t divisor = 1; divisor < least_p.size(); ++divisor) {
    const auto reach = std::count_if(least_p.begin(), least_p.end(),
                                     [&](double p) { return p <= level / static_cast<double>(divisor); });
    if (static_cast<std::size_t>(reach) <= divisor) return divisor;
  }
  return std::max<std::size_t>(1, least_p.size());
}

bool is_material(const RisingLives& rising, const RisingSettings& settings) {
  const std::size_t third = rising.bytes.size() / 3;
  const std::span bytes(rising.bytes);
  const double first = median_of(bytes.first(third));
  const double last = median_of(bytes.last(third));
  return last - first >= std::max(settings.least_rise_bytes, settings.least_rise_share * first);
}

}  // namespace

std::string RisingLives::reason() const {
  const std::string range =
      fmt::format("from {} to {}", format_size(bytes.front()), format_size(bytes.back()));
  return are_starts
             ? fmt::format("{} forks of one process each started with more, {}: it hands on ever more",
                           bytes.size(), range)
             : fmt::format("{} lives reached ever higher, {}: does its input grow?", bytes.size(), range);
}

std::vector<RisingLives> find_rising_lives(std::span<const LifeSummary> lives,
                                           const RisingSettings& settings) {
  std::vector<RisingLives> tested;
  for (const Indices& order :
       group(lives, settings, [](const LifeSummary& life) { return life.forked_by; })) {
    auto starts = measure(lives, order, start_of, settings);
    if (!starts) continue;
    starts->are_starts = true;
    starts->metric = Metric::kAnon;
    tested.push_back(std::move(*starts));
  }
  const auto program_of = [](const LifeSummary& life) {
    if (!life.forked_by.empty()) return TextKey();
    return life.kind.empty() ? life.program : life.kind;
  };
  for (const Indices& order : group(lives, settings, program_of)) {
    if (auto peaks = measure(lives, order, peak_of, settings)) tested.push_back(std::move(*peaks));
  }
  const auto host_of = [&](const RisingLives& one) { return lives[one.lives.front()].host; };
  std::map<std::string_view, std::vector<double>> least_ps;  // of each host's programs
  for (const RisingLives& one : tested) least_ps[host_of(one)].push_back(least_p(one.lives.size()));
  std::map<std::string_view, double> levels;
  for (const auto& [host, least] : least_ps)
    levels[host] = settings.p_value / static_cast<double>(tarone_divisor(least, settings.p_value));
  std::erase_if(tested, [&](const RisingLives& one) {
    return one.p_value > levels.at(host_of(one)) || !is_material(one, settings);
  });
  return tested;
}

}  // namespace tidemark
