#include "analyzer/growth/floors.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/growth/rules.hpp"
#include "analyzer/growth/season.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

// Returns the blocks at which windows start, that of the longest first. Later ones find growth that began on
// the way.
std::vector<std::size_t> window_starts(std::size_t blocks, std::size_t fewest) {
  std::vector<std::size_t> starts;
  for (const std::size_t start : {std::size_t{0}, blocks / 8, blocks / 4, blocks / 2, 2 * blocks / 3}) {
    if (blocks - start < fewest) break;
    if (starts.empty() || starts.back() != start) starts.push_back(start);
  }
  return starts;
}

// Whether a later window can pass at all: it must rise, and on to new ground. Most windows of most series
// need no further work.
bool is_worth_judging(const FloorBlocks& blocks, std::size_t start, const GrowthSettings& settings) {
  const auto& floors = blocks.floors;
  const double last = 0.5 * (floors[floors.size() - 1] + floors[floors.size() - 2]);
  const double growth = last - 0.5 * (floors[start] + floors[start + 1]);
  const double before =
      *std::max_element(floors.begin(), floors.begin() + static_cast<std::ptrdiff_t>(start));
  return growth >= settings.least_growth_bytes && last - before >= settings.new_ground_share * growth;
}

// Returns the finding of the longest window in which growth is sustained; without one, of the longest that
// rises at all.
GrowthFinding judge_windows(const FloorBlocks& blocks, std::size_t fewest, const GrowthSettings& settings) {
  const std::vector<std::size_t> starts = window_starts(blocks.size(), fewest);
  WholeSeriesFit whole(blocks, settings);
  GrowthFinding best = judge_window(blocks, 0, starts.size(), whole, settings);
  std::size_t best_start = 0;
  for (std::size_t k = 1; k < starts.size() && !best.sustained; ++k) {
    if (!is_worth_judging(blocks, starts[k], settings)) continue;
    GrowthFinding finding = judge_window(blocks, starts[k], starts.size(), whole, settings);
    if (!finding.sustained && !(finding.rising && !best.rising)) continue;
    best = std::move(finding);
    best_start = starts[k];
  }
  if (best.rising || settings.every_rule) measure_slope(best, blocks, best_start);
  return best;
}

GrowthSettings for_troughs(GrowthSettings settings) {
  settings.p_value = settings.p_value_of_troughs;
  settings.fewest_rises = settings.fewest_rises_of_troughs;
  return settings;
}

GrowthSettings for_teeth(GrowthSettings settings) {
  settings.least_r_squared = settings.least_r_squared_of_teeth;
  return settings;
}

GrowthSettings without_wave(GrowthSettings settings) {
  settings.least_r_squared = settings.least_r_squared_without_wave;
  return settings;
}

double depth_of_teeth(const FloorBlocks& cells, double scatter, const GrowthSettings& settings) {
  const double range_about_line = range_of(residuals_of_line(cells.observed, cells.floors)).width();
  return std::max({settings.tooth_of_range * range_about_line,
                   settings.least_tooth_of_range * range_of(cells.floors).width(),
                   settings.tooth_deviations * scatter});
}

// Whether the series falls and rises again about as often as drift and wave do together: steps can resemble a
// wave, too.
bool falls_with(const Season& season, const FloorBlocks& cells, const GrowthSettings& settings) {
  const LineFit line = fit_line(cells.observed, cells.floors);
  FloorBlocks implied = cells;
  double high = 0.0, fall = 0.0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double level = line.slope * cells.observed[i] + season.wave[i];
    implied.floors[i] = level;
    high = i == 0 ? level : std::max(high, level);
    fall = std::max(fall, high - level);
  }
  if (!(fall > 0.0)) return false;
  const double depth = settings.falls_of_wave * fall;
  return troughs_of(cells, depth).size() + 1 >= troughs_of(implied, depth).size();
}

// Whether there may be a wave over a drift: the last third lies above the first, the drift is large beside
// the least wave that explains enough of what a line leaves, and the series falls and rises again by more
// than noise. Spares most series the search for a wave.
bool may_drift_under_wave(const FloorBlocks& cells, double scatter, const GrowthSettings& settings) {
  const std::size_t third = cells.size() / 3;
  double first = 0.0, last = 0.0;
  for (std::size_t i = 0; i < third; ++i) {
    first += cells.floors[i];
    last += cells.floors[cells.size() - 1 - i];
  }
  const double level = first / static_cast<double>(third), rise = (last - first) / static_cast<double>(third);
  if (rise <= std::max(settings.least_growth_bytes, settings.least_growth_of_level * level)) return false;
  const LineFit line = fit_line(cells.observed, cells.floors);
  const double deviation = std::sqrt(line.residual_squares / static_cast<double>(cells.size()));
  const double drift = line.slope * (cells.observed.back() - cells.observed.front());
  if (drift < settings.drift_of_wave * settings.least_wave_deviations * deviation) return false;
  const double depth = settings.fall_deviations * scatter;
  return !troughs_of(cells, std::max(depth, settings.fall_of_rise * rise)).floors.empty();
}

// Judges the cells without the wave; nothing where the wave explains too little, or the drift is small beside
// it or not sustained.
std::optional<GrowthFinding> judge_without(const std::optional<Season>& season, FloorBlocks cells,
                                           std::size_t count, const GrowthSettings& settings) {
  if (!season) return std::nullopt;
  const double unexplained =
      std::min(settings.season_unexplained, settings.season_unexplained_of_cycle * season->cycles);
  if (season->explained < 1.0 - unexplained) return std::nullopt;
  if (!falls_with(*season, cells, settings)) return std::nullopt;
  for (std::size_t i = 0; i < cells.size(); ++i) cells.floors[i] -= season->wave[i];
  const FloorBlocks joined = join_blocks(cells, count, settings.floor_fraction);
  const FloorBlocks& blocks = joined.size() < settings.fewest_blocks ? cells : joined;
  WholeSeriesFit whole(blocks, settings);
  GrowthFinding finding = judge_window(blocks, 0, settings.windows_tried, whole, without_wave(settings));
  if (!finding.sustained || finding.growth_bytes < settings.drift_of_wave * season->peak_to_peak) {
    return std::nullopt;
  }
  measure_slope(finding, blocks, 0);
  finding.reason = "grows throughout, under a wave";
  return finding;
}

}  // namespace

bool is_sawtooth(const FloorBlocks& cells, double scatter, const GrowthSettings& settings) {
  return troughs_of(cells, depth_of_teeth(cells, scatter, settings)).size() >= settings.fewest_troughs;
}

GrowthFinding judge_floors(const FloorBlocks& cells, double scatter, std::size_t count,
                           const GrowthSettings& settings) {
  const double depth = depth_of_teeth(cells, scatter, settings);
  double fraction = settings.floor_fraction;
  const std::size_t teeth = troughs_of(cells, depth).size();
  if (teeth <= settings.most_troughs) {
    const FloorBlocks troughs = troughs_of(without_spikes(cells), depth);
    if (troughs.size() >= settings.fewest_troughs) {
      return judge_windows(troughs, settings.fewest_troughs, for_troughs(settings));
    }
  } else {
    const auto whole_teeth = static_cast<std::size_t>(settings.blocks_per_tooth * static_cast<double>(teeth));
    count = std::clamp(whole_teeth, settings.fewest_blocks, count);
    fraction = settings.floor_fraction_of_teeth;
  }
  const FloorBlocks joined = join_blocks(cells, count, fraction);
  const FloorBlocks& blocks = joined.size() < settings.fewest_blocks ? cells : joined;
  return judge_windows(blocks, settings.fewest_blocks,
                       teeth > settings.most_troughs ? for_teeth(settings) : settings);
}

std::optional<GrowthFinding> judge_without_season(const FloorBlocks& cells, double scatter, std::size_t count,
                                                  const GrowthSettings& settings) {
  if (!may_drift_under_wave(cells, scatter, settings)) return std::nullopt;
  auto finding = judge_without(find_season(cells.observed, cells.floors, settings.season_cycles), cells,
                               count, settings);
  const double seconds = cells.seconds.back() - cells.seconds.front();
  const double observed = cells.observed.back() - cells.observed.front();
  if (finding || seconds <= settings.clock_tolerance * observed) return finding;
  return judge_without(find_season(cells.seconds, cells.floors, settings.season_cycles), cells, count,
                       settings);
}

}  // namespace tidemark
