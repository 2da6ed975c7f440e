#include "analyzer/restarts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "common/units.hpp"

namespace tidemark {
namespace {

using Indices = std::vector<std::size_t>;

bool follow_each_other(std::span<const LifeSummary> lives, const Indices& order) {
  return std::adjacent_find(order.begin(), order.end(), [&](std::size_t one, std::size_t next) {
           return lives[next].begin_seconds < lives[one].end_seconds;
         }) == order.end();
}

bool is_job(std::span<const LifeSummary> lives, const Indices& order, const RestartSettings& settings) {
  std::vector<double> peaks;
  for (const std::size_t life : order) {
    if (lives[life].ended) peaks.push_back(lives[life].peak_bytes);
  }
  if (peaks.size() < settings.fewest_runs) return false;
  std::sort(peaks.begin(), peaks.end());
  // The run under way has not come to its end, yet may not be higher than those that have.
  const double highest = std::max(peaks.back(), lives[order.back()].peak_bytes);
  return highest - peaks.front() <= settings.similar_share * peaks[peaks.size() / 2];
}

bool peaks_rise(std::span<const LifeSummary> lives, const Indices& order, const RestartSettings& settings) {
  if (order.size() < settings.fewest_runs) return false;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (lives[order[i]].peak_bytes < lives[order[i - 1]].peak_bytes * (1 + settings.higher_share))
      return false;
  }
  const double first = lives[order.front()].peak_bytes;
  const double rise = lives[order.back()].peak_bytes - first;
  return rise >= settings.least_rise_bytes && rise >= settings.least_rise_share * first;
}

std::optional<ProgramFinding> find_pattern(std::span<const LifeSummary> lives, const Indices& order,
                                           const RestartSettings& settings) {
  if (order.size() < 2 || !follow_each_other(lives, order)) return std::nullopt;
  const std::string first = format_size(lives[order.front()].peak_bytes);
  const std::string last = format_size(lives[order.back()].peak_bytes);
  if (is_job(lives, order, settings)) {
    return ProgramFinding{
        RestartPattern::kJob, order,
        fmt::format("{} runs end by themselves at similar peaks, the last at {}", order.size(), last)};
  }
  const bool all_grow = std::all_of(order.begin(), order.end(),
                                    [&](std::size_t life) { return lives[life].verdict >= Verdict::kLeak; });
  if (all_grow) {
    return ProgramFinding{
        RestartPattern::kStillGrowing, order,
        fmt::format("restarted {}, and grew on after each",
                    order.size() == 2 ? "once" : fmt::format("{} times", order.size() - 1))};
  }
  if (peaks_rise(lives, order, settings)) {
    return ProgramFinding{RestartPattern::kRisingPeaks, order,
                          fmt::format("each of {} lives reached higher than the one before, from {} to {}",
                                      order.size(), first, last)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<ProgramFinding> find_restarts(std::span<const LifeSummary> lives,
                                          const RestartSettings& settings) {
  std::map<std::string, Indices> programs;
  for (std::size_t i = 0; i < lives.size(); ++i) programs[lives[i].program].push_back(i);
  std::vector<ProgramFinding> findings;
  for (auto& [program, order] : programs) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
      return lives[one].begin_seconds < lives[other].begin_seconds;
    });
    if (auto finding = find_pattern(lives, order, settings)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace tidemark
