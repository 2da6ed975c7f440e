#include "analyzer/judge/programs/restarts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace tidemark {
namespace {

using Indices = std::vector<std::size_t>;

bool follow_each_other(std::span<const LifeSummary> lives, const Indices& order) {
  return std::adjacent_find(order.begin(), order.end(), [&](std::size_t one, std::size_t next) {
           return lives[next].begin_seconds < lives[one].end_seconds;
         }) == order.end();
}

// Whether the peaks of the lives that have ended are similar, and no life that goes on is higher.
bool are_similar(std::span<const LifeSummary> lives, const Indices& order, Metric metric,
                 const RestartSettings& settings) {
  std::vector<double> peaks;
  double highest = 0.0;
  for (const std::size_t life : order) {
    const auto peak = lives[life].peak_of(metric);
    if (!peak) return false;
    highest = std::max(highest, *peak);
    if (lives[life].gave_back()) peaks.push_back(*peak);
  }
  if (peaks.size() < settings.fewest_runs) return false;
  std::sort(peaks.begin(), peaks.end());
  return highest - peaks.front() <= settings.similar_share * peaks[peaks.size() / 2];
}

// Returns the metrics that grow in any of the lives.
std::set<Metric> growing_in(std::span<const LifeSummary> lives, const Indices& order) {
  std::set<Metric> growing;
  for (const std::size_t life : order) growing.insert(lives[life].growing.begin(), lives[life].growing.end());
  return growing;
}

bool is_job(std::span<const LifeSummary> lives, const Indices& order, const RestartSettings& settings) {
  if (std::any_of(order.begin(), order.end(), [&](std::size_t life) { return lives[life].reached_limit; }))
    return false;
  const std::set<Metric> growing = growing_in(lives, order);
  return !growing.empty() && std::all_of(growing.begin(), growing.end(), [&](Metric metric) {
    return are_similar(lives, order, metric, settings);
  });
}

ProgramFinding job_of(const Indices& order) {
  return {RestartPattern::kJob, order,
          fmt::format("{} runs end by themselves at similar peaks", order.size())};
}

std::optional<ProgramFinding> find_pattern(std::span<const LifeSummary> lives, const Indices& order,
                                           const RestartSettings& settings) {
  if (order.size() < 2 || !follow_each_other(lives, order)) return std::nullopt;
  if (is_job(lives, order, settings)) return job_of(order);
  const bool all_grow = std::all_of(order.begin(), order.end(),
                                    [&](std::size_t life) { return lives[life].verdict >= Verdict::kLeak; });
  if (all_grow) {
    return ProgramFinding{
        RestartPattern::kStillGrowing, order,
        fmt::format("restarted {}, and grew on after each",
                    order.size() == 2 ? "once" : fmt::format("{} times", order.size() - 1))};
  }
  return std::nullopt;
}

// Returns how many of the lives come one after the other: of lives that overlap, the one that ends first
// counts.
std::size_t count_successive(std::span<const LifeSummary> lives, Indices order) {
  std::sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return lives[one].end_seconds < lives[other].end_seconds;
  });
  std::size_t count = 0;
  double end = -std::numeric_limits<double>::infinity();
  for (const std::size_t life : order) {
    if (!lives[life].gave_back() || lives[life].begin_seconds < end) continue;
    end = lives[life].end_seconds;
    ++count;
  }
  return count;
}

std::optional<ProgramFinding> find_job(std::span<const LifeSummary> lives, const Indices& order,
                                       const RestartSettings& settings) {
  if (count_successive(lives, order) < settings.fewest_runs || !is_job(lives, order, settings))
    return std::nullopt;
  return job_of(order);
}

// Returns the lives for which `wanted` holds, in the order of time, by the key that `key_of` returns.
template <typename Wanted, typename KeyOf>
std::map<TextKey, Indices> group(std::span<const LifeSummary> lives, Wanted&& wanted, KeyOf&& key_of) {
  std::map<TextKey, Indices> groups;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (wanted(i)) groups[key_of(lives[i])].push_back(i);
  }
  for (auto& [key, order] : groups) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
      return lives[one].begin_seconds < lives[other].begin_seconds;
    });
  }
  return groups;
}

}  // namespace

std::vector<ProgramFinding> find_restarts(std::span<const LifeSummary> lives,
                                          const RestartSettings& settings) {
  std::vector<ProgramFinding> findings;
  std::vector<bool> is_found(lives.size(), false);
  const auto add = [&](std::optional<ProgramFinding> finding) {
    if (!finding) return;
    for (const std::size_t life : finding->lives) is_found[life] = true;
    findings.push_back(std::move(*finding));
  };
  const auto all = [](std::size_t) { return true; };
  for (const auto& [program, order] :
       group(lives, all, [](const LifeSummary& life) { return life.program; })) {
    add(find_pattern(lives, order, settings));
  }
  const auto left = [&](std::size_t i) {
    return !is_found[i] && !lives[i].kind.empty() && lives[i].verdict > Verdict::kInsufficient;
  };
  for (const auto& [kind, order] : group(lives, left, [](const LifeSummary& life) { return life.kind; })) {
    add(find_job(lives, order, settings));
  }
  return findings;
}

}  // namespace tidemark
