#include "analyzer/growth/growth.hpp"

#include <algorithm>

#include "analyzer/growth/blocks.hpp"
#include "analyzer/growth/floors.hpp"
#include "analyzer/growth/shape.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"

namespace tidemark {
namespace {

// Whether all observed values lie within less than `bytes_apart`.
bool holds_still(std::span<const double> bytes, double bytes_apart) {
  if (all_observed(bytes)) {
    return range_of(bytes).width() < bytes_apart;
  }
  double low = 0.0, high = 0.0;
  for (const double value : bytes) {
    if (!(value > 0.0)) continue;
    low = low > 0.0 ? std::min(low, value) : value;
    high = std::max(high, value);
  }
  return high - low < bytes_apart;
}

GrowthFinding without_window(GrowthRule rule, std::string reason, std::size_t samples, double last_bytes) {
  GrowthFinding finding;
  finding.rule = rule;
  finding.reason = std::move(reason);
  finding.series_samples = samples;
  finding.end_bytes = last_bytes;
  return finding;
}

GrowthFinding without_window(GrowthRule rule, std::string reason, std::span<const double> bytes) {
  return without_window(rule, std::move(reason), bytes.size(), bytes.empty() ? 0.0 : bytes.back());
}

// Floors lie in observed time, in which a gap takes one interval: a series that has stood still gap after gap
// shows it in real time only.
void judge_real_time(GrowthFinding& finding, const SeriesView& samples, const GrowthSettings& settings) {
  const auto bytes = samples.bytes();
  const double reached = finding.last_bytes - settings.last_rise_share * finding.growth_bytes;
  std::size_t below = finding.window.last;
  while (below > finding.window.first && !(is_observed(bytes[below]) && bytes[below] < reached)) --below;
  const auto starts = samples.segment_starts();
  const auto gaps = std::count_if(starts.begin(), starts.end(), [&](std::size_t start) {
    return start > below && start <= finding.window.last;
  });
  if (static_cast<std::size_t>(gaps) < settings.fewest_gaps_held_still) return;
  const double still_seconds = samples.seconds()[finding.window.last] - samples.seconds()[below];
  const double still = still_seconds / finding.window.span_seconds;
  const bool passed = still <= settings.longest_real_pause;
  finding.rules.push_back({GrowthRule::kStopped, "part of real time, gaps too, without growth at the end",
                           still, settings.longest_real_pause, passed});
  if (passed || !finding.sustained) return;
  finding.sustained = false;
  finding.rule = GrowthRule::kStopped;
  finding.reason = "has stood still since, as samples far apart show";
}

// Returns where the last part of the series begins, if it may hold growth that the windows are too long to
// show.
std::optional<std::size_t> find_late_start(const FloorBlocks& cells, std::size_t usable,
                                           const GrowthSettings& settings) {
  const std::size_t late = cells.size() / settings.late_parts;
  if (late < 2) return std::nullopt;
  const std::size_t start = cells.size() - late;
  const auto& floors = cells.floors;
  const double before =
      *std::max_element(floors.begin(), floors.begin() + static_cast<std::ptrdiff_t>(start));
  const double growth = floors.back() - floors[start];
  const bool is_worth_judging = growth >= settings.least_growth_bytes &&
                                floors.back() - before >= settings.late_new_ground_share * growth &&
                                floors[start] - floors.front() <= settings.most_growth_before_late * growth &&
                                usable - cells.first[start] >= settings.fewest_late_samples;
  return is_worth_judging ? std::optional(cells.first[start]) : std::nullopt;
}

// Finds sustained growth that began in the last part of the series; nothing where there is none.
std::optional<GrowthFinding> find_late_growth(const SeriesView& samples, const FloorBlocks& cells,
                                              GrowthSettings settings) {
  const auto start = find_late_start(cells, samples.size(), settings);
  if (!start) return std::nullopt;
  std::vector<std::size_t> starts{0};
  for (const std::size_t segment : samples.segment_starts()) {
    if (segment > *start) starts.push_back(segment - *start);
  }
  settings.least_r_squared = settings.least_r_squared_of_late;
  settings.p_value /= 2.0;
  const SeriesView late{samples.seconds().subspan(*start), samples.bytes().subspan(*start), starts};
  GrowthFinding finding = find_growth(late, settings);
  if (!finding.sustained) return std::nullopt;
  finding.window.first += *start;
  finding.window.last += *start;
  finding.series_samples += *start;
  finding.p_value = std::min(1.0, 2.0 * finding.p_value);
  finding.began_late = true;
  finding.reason = "began late, and grows up to the end";
  return finding;
}

}  // namespace

std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes, ValueRange range,
                                            const GrowthSettings& settings) {
  const bool is_still = range.low > 0.0 && range.width() < settings.least_growth_bytes;
  if (samples < settings.fewest_samples || !is_still) return std::nullopt;
  return without_window(GrowthRule::kHoldsStill, "holds still", samples, last_bytes);
}

GrowthFinding find_growth(const SeriesView& samples, const GrowthSettings& settings) {
  const auto bytes = samples.bytes();
  if (bytes.size() < settings.fewest_samples) {
    return without_window(GrowthRule::kTooFewSamples, "too few samples to judge", bytes);
  }
  if (const auto& range = samples.known_range()) {
    if (auto still = find_stillness(bytes.size(), bytes.back(), *range, settings)) return *still;
  }
  if (!samples.is_all_observed() && holds_still(bytes, settings.least_growth_bytes)) {
    return without_window(GrowthRule::kHoldsStill, "holds still", bytes);
  }
  const std::size_t usable = samples_before_exit(bytes);
  const std::size_t count =
      std::clamp(usable / settings.samples_per_block, settings.fewest_blocks, settings.most_blocks);
  FloorBlocks cells = cut_into_blocks(samples, std::min(usable, settings.most_cells), settings);
  if (cells.size() < settings.fewest_blocks) {
    return without_window(GrowthRule::kTooFewSamples, "too few samples to judge", bytes);
  }
  double scatter = scatter_of_neighbours(cells.floors);
  auto calmed = without_excursions(cells.floors, cells.size() / settings.excursion_parts,
                                   settings.excursion_deviations * scatter);
  // In a sawtooth, one or two teeth that are steeper than the others look like excursions.
  if (calmed && !is_sawtooth(cells, scatter, settings)) {
    cells.floors = std::move(*calmed);
    scatter = scatter_of_neighbours(cells.floors);
  }
  GrowthFinding finding = judge_floors(cells, scatter, count, settings);
  if (!finding.sustained) {
    auto unseasoned = judge_without_season(cells, scatter, count, settings);
    if (unseasoned) finding = std::move(*unseasoned);
  }
  if (!finding.sustained) {
    auto late = find_late_growth(samples, cells, settings);
    if (late) return std::move(*late);
  }
  finding.window.span_seconds =
      samples.seconds()[finding.window.last] - samples.seconds()[finding.window.first];
  if (finding.sustained || settings.every_rule) {
    judge_real_time(finding, samples, settings);
  }
  return finding;
}

}  // namespace tidemark
