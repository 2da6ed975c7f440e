#include "analyzer/growth/growth.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analyzer/growth/cells.hpp"
#include "analyzer/growth/drift_chance.hpp"
#include "analyzer/growth/excursions.hpp"
#include "analyzer/growth/held.hpp"
#include "analyzer/growth/season.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/quantile.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

// Whether all values lie in so narrow a range that nothing can be found.
bool holds_still(std::span<const double> bytes, double width) {
  double low = 0.0, high = 0.0;
  for (const double value : bytes) {
    if (!is_observed(value)) continue;
    low = high == 0.0 ? value : std::min(low, value);
    high = std::max(high, value);
    if (high - low >= width) return false;
  }
  return true;
}

GrowthFinding without_window(GrowthRule rule, std::string reason, std::size_t samples, double last) {
  GrowthFinding finding;
  finding.rule = rule;
  finding.reason = std::move(reason);
  finding.series_samples = samples;
  finding.end_bytes = last;
  return finding;
}

// A part of a series with the indices of its own segments.
struct Slice {
  std::vector<std::size_t> starts{0};
  SeriesView view;

  Slice(const SeriesView& samples, std::size_t first, std::size_t end) : view(samples) {
    for (const std::size_t start : samples.segment_starts()) {
      if (start > first && start < end) starts.push_back(start - first);
    }
    view = {samples.seconds().subspan(first, end - first), samples.bytes().subspan(first, end - first),
            starts};
  }
};

// Keeps the finding that passed most rules; of those that do not grow up to the end the first.
void keep_better(GrowthFinding& best, GrowthFinding finding) {
  const bool is_first = best.rule == GrowthRule::kEnoughSamples;
  if (is_first || (finding.rule > best.rule && finding.growing_at_end)) best = std::move(finding);
}

// Looks at one series on one clock, part by part.
class Search {
 public:
  Search(const SeriesView& samples, bool are_events, double searches, const GrowthSettings& settings)
      : samples_(samples),
        are_events_(are_events),
        settings_(settings),
        end_(samples_before_exit(samples.bytes())),
        whole_(take_cells(samples, count_fine(), settings), settings) {
    // A third of the level is spent on the whole, one on its other shapes, and one on its halves.
    searches_ = searches * (has_halves() ? 3.0 : 1.0);
  }

  GrowthFinding find() {
    if (whole_.cells().size() < kFewestCells) {
      return without_window(GrowthRule::kEnoughSamples, "too few samples to judge", samples_.size(),
                            samples_.bytes().back());
    }
    GrowthFinding best;
    prepare();
    const auto look = [&](GrowthFinding finding) {
      judge_real_time(finding);
      const bool found = finding.sustained;
      keep_better(best, std::move(finding));
      return found;
    };
    if (troughs_.size() >= settings_.fewest_troughs && look(judge_troughs())) return best;
    if (look(judge_whole())) return best;
    if (end_ >= settings_.coarse_cells * 4 && look(judge_coarse())) return best;
    double share = 1.0;
    for (std::size_t k = 1; k <= settings_.halvings; ++k) {
      share *= 0.5;
      auto finding = judge_last(share, k == settings_.halvings);
      if (!finding) break;
      if (look(std::move(*finding))) return best;
    }
    if (auto finding = judge_without_wave(); finding && look(std::move(*finding))) return best;
    return best;
  }

  [[nodiscard]] const WholeSeries& whole() const { return whole_; }

 private:
  static constexpr std::size_t kFewestCells = kDriftCells.front();

  [[nodiscard]] std::size_t count_fine() const {
    return std::max(settings_.most_cells, settings_.fewest_samples);
  }

  [[nodiscard]] std::size_t count_cells(std::size_t samples) const {
    if (are_events_) return settings_.most_cells;
    if (samples < 2 * settings_.fewest_cells) return samples;
    return std::clamp(samples / settings_.samples_per_cell, settings_.fewest_cells, settings_.cells);
  }

  [[nodiscard]] bool has_halves() const { return end_ >= 4 * settings_.fewest_cells; }

  void prepare() {
    const Cells& cells = whole_.cells();
    const double scatter = scatter_of_neighbours(cells.floors);
    const double about_line = range_of(residuals_of_line(cells.observed, cells.floors)).width();
    const double depth =
        std::max(settings_.tooth_of_range * about_line, settings_.noise_deviations * scatter);
    if (!(depth > 0.0)) return;
    troughs_ = troughs_of(without_spikes(cells), depth);
    // In a sawtooth, one or two teeth that are steeper than the others look like excursions.
    if (troughs_.size() >= settings_.fewest_troughs) return;
    auto calmed = without_excursions(
        cells.floors, cells.size() / settings_.excursion_parts,
        std::max(settings_.noise_deviations * scatter, settings_.least_growth_bytes), settings_);
    if (!calmed) return;
    Cells calm = cells;
    calm.floors = std::move(*calmed);
    whole_ = WholeSeries(std::move(calm), settings_);
  }

  [[nodiscard]] Cells joined(const Cells& fine) const {
    const std::size_t count = count_cells(end_);
    return fine.size() <= count ? fine : join_cells(fine, count, settings_.floor_fraction);
  }

  GrowthFinding judge_troughs() const {
    return judge_held({.cells = troughs_, .is_whole = true, .searches = searches_}, settings_);
  }

  GrowthFinding judge_whole() const {
    const Cells cells = joined(whole_.cells());
    if (cells.size() < kFewestCells) return {};
    return judge_held({.cells = cells, .whole = &whole_, .is_whole = true, .searches = searches_}, settings_);
  }

  GrowthFinding judge_coarse() const {
    const Cells cells = join_cells(whole_.cells(), settings_.coarse_cells, settings_.floor_fraction);
    return judge_held({.cells = cells, .whole = &whole_, .is_whole = true, .searches = searches_}, settings_);
  }

  // Judges the last `share` of the observed time; nothing where it has too few samples.
  std::optional<GrowthFinding> judge_last(double share, bool is_shortest) const {
    const Cells& whole = whole_.cells();
    const double from = whole.observed.back() - share * whole.observed_span;
    const auto place = static_cast<std::size_t>(
        std::lower_bound(whole.observed.begin(), whole.observed.end(), from) - whole.observed.begin());
    const bool is_part = place > 0 && place < whole.size();
    if (!is_part || end_ - whole.first[place] < 2 * settings_.fewest_cells) return std::nullopt;
    const std::size_t first = whole.first[place];
    if (!may_reach_new_ground(place)) return GrowthFinding{};
    const Slice slice(samples_, first, end_);
    const Cells cells = take_cells(slice.view, count_cells(end_ - first), settings_);
    if (cells.size() < kFewestCells) return GrowthFinding{};
    GrowthFinding finding = judge_held({.cells = cells,
                                        .whole = &whole_,
                                        .offset = whole.observed[place] - cells.observed.front(),
                                        .every_start = is_shortest,
                                        .searches = searches_ / share},
                                       settings_);
    finding.window.first += first;
    finding.window.last += first;
    finding.series_samples = whole.samples;
    return finding;
  }

  // Whether growth from some place on can lie above what came before it.
  [[nodiscard]] bool may_reach_new_ground(std::size_t place) const {
    const auto& floors = whole_.cells().floors;
    const auto split = floors.begin() + static_cast<std::ptrdiff_t>(place);
    return *std::max_element(split, floors.end()) - *std::max_element(floors.begin(), split) >=
           settings_.new_ground_share * settings_.least_growth_bytes;
  }

  // Judges what is left when a wave is taken out; nothing where there is no wave, or the drift is small beside it.
  std::optional<GrowthFinding> judge_without_wave() const {
    const Cells& cells = whole_.cells();
    const LineFit line = fit_line(cells.observed, cells.floors);
    const double drift = line.slope * (cells.observed.back() - cells.observed.front());
    // A wave is as high as this many deviations of what a line leaves, or higher: 2.5 for a sine, 1.8 for one that is
    // nearly square.
    constexpr double kLeastWave = 1.8;
    const double deviation = std::sqrt(line.residual_squares / static_cast<double>(cells.size()));
    if (drift < std::max(settings_.least_growth_bytes, settings_.drift_of_wave * kLeastWave * deviation)) {
      return std::nullopt;
    }
    // In a recording gap a wave that follows the load stands still, and one that follows the clock goes on.
    std::vector<const std::vector<double>*> clocks{&cells.observed};
    if (!samples_.segment_starts().empty() && samples_.segment_starts().back() > 0)
      clocks.push_back(&cells.seconds);
    for (const std::vector<double>* clock : clocks) {
      const auto wave = find_season(*clock, cells.floors, settings_);
      if (!wave || drift < settings_.drift_of_wave * wave->peak_to_peak) continue;
      const double unexplained =
          std::min(settings_.wave_unexplained, settings_.wave_unexplained_of_cycle * wave->cycles);
      if (wave->explained < 1.0 - unexplained) continue;
      Cells rest = cells;
      for (std::size_t i = 0; i < rest.size(); ++i) rest.floors[i] -= wave->wave[i];
      const Cells left = joined(rest);
      GrowthFinding finding = judge_held({.cells = left, .is_whole = true, .searches = searches_}, settings_);
      if (!finding.sustained) continue;
      finding.reason = "grows throughout, under a wave";
      return finding;
    }
    return std::nullopt;
  }

  // Cells lie in observed time, in which a gap takes one interval: a series that has stood still gap after gap shows
  // it in real time only.
  void judge_real_time(GrowthFinding& finding) const {
    const GrowthWindow& window = finding.window;
    if (window.samples == 0) return;
    finding.window.span_seconds = samples_.seconds()[window.last] - samples_.seconds()[window.first];
    if (!finding.sustained && !settings_.every_rule) return;
    const auto bytes = samples_.bytes();
    const double reached = finding.last_bytes - settings_.still_share * finding.growth_bytes;
    std::size_t below = window.last;
    while (below > window.first && !(is_observed(bytes[below]) && bytes[below] < reached)) --below;
    const auto starts = samples_.segment_starts();
    const bool has_gap = std::any_of(starts.begin(), starts.end(), [&](std::size_t start) {
      return start > below && start <= window.last;
    });
    if (!has_gap) return;
    constexpr double kPercent = 100.0;
    const double still = (samples_.seconds()[window.last] - samples_.seconds()[below]) / window.span_seconds;
    const bool passed = still <= settings_.real_pause;
    finding.rules.push_back({GrowthRule::kStillGrows,
                             "part of real time, gaps too, without growth at the end, per cent",
                             kPercent * still, kPercent * settings_.real_pause, passed});
    if (passed || !finding.sustained) return;
    finding.sustained = false;
    finding.rule = GrowthRule::kStillGrows;
    finding.reason = "has stood still since, as samples far apart show";
  }

  const SeriesView& samples_;
  bool are_events_;
  const GrowthSettings& settings_;
  std::size_t end_;
  WholeSeries whole_;
  Cells troughs_;
  double searches_ = 1.0;
};

// How a series stands still at its end, in cells.
struct Stillness {
  std::size_t first = 0;     // cell from which on the level of the end is held
  double seconds = 0.0;      // time since then, by the clock that shows more
  double usual_pause = 0.0;  // observed time of the second longest pause before, after which it grew on
};

// Finds since when the level at the end is held, to a small part of the rise to it.
Stillness find_stillness_at_end(const Cells& cells, const GrowthSettings& settings) {
  const auto& floors = cells.floors;
  const double end = median_of(std::span(floors).last(std::min(settings.cells_of_end, floors.size())));
  const double counting = settings.still_share * (end - *std::min_element(floors.begin(), floors.end()));
  Stillness still;
  still.first = floors.size() - 1;
  while (still.first > 0 && floors[still.first - 1] >= end - counting) --still.first;
  still.seconds = std::max(cells.observed.back() - cells.observed[still.first],
                           cells.seconds.back() - cells.seconds[still.first]);
  double level = floors.front(), since = cells.observed.front();
  double longest = 0.0;
  bool has_risen = false;
  for (std::size_t i = 1; i <= still.first; ++i) {
    if (floors[i] <= level + counting) continue;
    if (has_risen) {
      const double pause = cells.observed[i] - since;
      still.usual_pause = std::max(still.usual_pause, std::min(longest, pause));
      longest = std::max(longest, pause);
    }
    has_risen = true;
    level = floors[i];
    since = cells.observed[i];
  }
  return still;
}

constexpr const char* kPaused = "grew throughout, and has paused";

// Whether growth that stands still has been seen to pause as long, or for a small part of its time, and does not slow
// down together with the pause.
bool is_short_pause(const Stillness& still, const GrowthFinding& before, const WholeSeries& whole,
                    const GrowthSettings& settings) {
  if (still.seconds >= settings.pause_of_growth * before.window.observed_seconds &&
      still.seconds >= settings.pause_of_pause * still.usual_pause) {
    return false;
  }
  const auto& last = whole.cells().last;
  const auto first = std::lower_bound(last.begin(), last.end(), before.window.first) - last.begin();
  return !has_slowed_down(whole, static_cast<std::size_t>(first), settings);
}

// Looks for growth that was sustained until it stopped; an alert lasts through a pause. Returns what was found of the
// whole where there is none.
GrowthFinding look_behind_pause(GrowthFinding found, const SeriesView& samples, const WholeSeries& series,
                                const GrowthSettings& settings, double searches) {
  const Cells& whole = series.cells();
  const Stillness still = find_stillness_at_end(whole, settings);
  if (found.sustained) {
    const double even =
        2.0 * settings.still_share * found.window.observed_seconds;  // that a line stands, and as much
    found.paused = still.seconds > std::max(even, settings.pause_of_pause * still.usual_pause);
    if (!found.paused) return found;
    found.still_seconds = still.seconds;
    found.reason = kPaused;
    return found;
  }
  if (still.first + 1 >= whole.size() || whole.first[still.first] < 2 * settings.fewest_cells) return found;
  const Slice grown(samples, 0, whole.last[still.first] + 1);
  GrowthFinding before = Search(grown.view, false, 2.0 * searches, settings).find();
  if (!before.sustained) return found;
  before.end_bytes = whole.floors.back();
  before.still_seconds = still.seconds;
  before.series_samples = whole.samples;
  before.paused = is_short_pause(still, before, series, settings);
  before.stopped = !before.paused;
  before.sustained = before.paused;
  before.rule = before.paused ? GrowthRule::kSustained : GrowthRule::kStillGrows;
  before.reason = before.paused ? kPaused : "grew, and has held it since";
  return before;
}

// Whether the steps between the samples differ so much that the stamps are those of events.
bool are_uneven(std::span<const double> seconds, const GrowthSettings& settings) {
  if (seconds.size() < 2 * settings.fewest_cells) return false;
  constexpr std::size_t kMostSteps = 256;  // more tell no more
  const std::size_t stride = std::max<std::size_t>(1, seconds.size() / kMostSteps);
  std::vector<double> steps;
  for (std::size_t i = 1; i < seconds.size(); i += stride) steps.push_back(seconds[i] - seconds[i - 1]);
  const double longer = take_quantile(steps, 0.9);
  return longer > settings.uneven_steps * take_quantile(steps, 0.1);
}

GrowthFinding find_by_count(const SeriesView& samples, const GrowthSettings& settings, double searches) {
  std::vector<double> count(samples.size());
  for (std::size_t i = 0; i < count.size(); ++i) count[i] = static_cast<double>(i);
  GrowthFinding finding = Search({count, samples.bytes()}, false, searches, settings).find();
  if (finding.window.samples == 0) return finding;
  // The slope is one of time all the same.
  const auto seconds = samples.seconds();
  const double span = seconds[finding.window.last] - seconds[finding.window.first];
  const auto counts = static_cast<double>(finding.window.last - finding.window.first);
  finding.window.span_seconds = span;
  for (double* slope : {&finding.slope_bytes_per_second, &finding.slope_low, &finding.slope_high}) {
    *slope *= counts / span;
  }
  finding.intercept_bytes =
      finding.first_bytes - finding.slope_bytes_per_second * seconds[finding.window.first];
  if (finding.sustained) finding.reason = "grows with each sample, which come at uneven times";
  return finding;
}

}  // namespace

std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes, ValueRange range,
                                            const GrowthSettings& settings) {
  const bool is_still = range.low > 0.0 && range.width() < settings.least_growth_bytes;
  if (samples < settings.fewest_samples || !is_still) return std::nullopt;
  return without_window(GrowthRule::kMoves, "holds still", samples, last_bytes);
}

GrowthFinding find_growth(const SeriesView& samples, const GrowthSettings& settings, double searches) {
  const auto bytes = samples.bytes();
  if (bytes.size() < settings.fewest_samples) {
    return without_window(GrowthRule::kEnoughSamples, "too few samples to judge", bytes.size(),
                          bytes.empty() ? 0.0 : bytes.back());
  }
  if (const auto& range = samples.known_range()) {
    if (auto still = find_stillness(bytes.size(), bytes.back(), *range, settings)) return *still;
  }
  if (!samples.is_all_observed() && holds_still(bytes, settings.least_growth_bytes)) {
    return without_window(GrowthRule::kMoves, "holds still", bytes.size(), bytes.back());
  }
  const auto segments = static_cast<double>(samples.segment_starts().size());
  const bool are_events =
      segments > 1.0 && static_cast<double>(bytes.size()) < settings.samples_of_segment * segments;
  const SeriesView on_clock = are_events ? SeriesView(samples.seconds(), bytes) : samples;
  Search search(on_clock, are_events, searches, settings);
  GrowthFinding finding = search.find();
  if (!finding.sustained && are_uneven(samples.seconds(), settings)) {
    keep_better(finding, find_by_count(samples, settings, 2.0 * searches));
  }
  if (search.whole().cells().size() == 0) return finding;
  return look_behind_pause(std::move(finding), samples, search.whole(), settings, searches);
}

}  // namespace tidemark
