#include "analyzer/growth/held.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "analyzer/growth/drift_chance.hpp"
#include "analyzer/growth/precedents.hpp"
#include "analyzer/growth/shapes.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kPercent = 100.0;

constexpr std::array kRules = {GrowthRule::kRisesBeyondNoise, GrowthRule::kExceedsGivenBack,
                               GrowthRule::kReachesNewGround, GrowthRule::kManyRises,
                               GrowthRule::kLateHalfGrows,    GrowthRule::kLastQuarterGrows,
                               GrowthRule::kStraight,         GrowthRule::kExceedsEarlier,
                               GrowthRule::kDoesNotSlow,      GrowthRule::kExceedsChance};

// What passes so many grows up to its end.
constexpr std::size_t kRulesOfGrowth = 6;

std::string size_of(double bytes) {
  return fmt::format("{:.{}f} MiB", bytes / kMebibyte, bytes < 10.0 * kMebibyte ? 2 : 0);
}

AskedGrowthRule at_least(GrowthRule rule, const char* figure, double value, double bound, double unit = 1.0) {
  return {rule, figure, value / unit, bound / unit, value >= bound};
}

// Returns for each floor the least from there to the end.
std::vector<double> held_of(std::vector<double> floors) {
  for (std::size_t i = floors.size(); i-- > 1;) floors[i - 1] = std::min(floors[i - 1], floors[i]);
  return floors;
}

double noise_of(std::span<const double> floors) {
  if (floors.size() < 3) return 0.0;
  constexpr double kLeastOfRange = 1e-4;  // so that no bound is 0 in a series without noise
  return std::max(noise_about_curve(floors), kLeastOfRange * range_of(floors).width());
}

// Returns the part of the rise that lies behind `share` of the time, on straight lines between the values.
double share_after(double share, std::span<const double> times, std::span<const double> values) {
  const double time = times.front() + share * (times.back() - times.front());
  const auto right = std::lower_bound(times.begin() + 1, times.end() - 1, time);
  const auto i = static_cast<std::size_t>(right - times.begin());
  const double between =
      values[i - 1] + (values[i] - values[i - 1]) * (time - times[i - 1]) / (times[i] - times[i - 1]);
  return (values.back() - between) / (values.back() - values.front());
}

double count_rises(std::span<const double> held) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 1; i < held.size(); ++i) {
    const double rise = held[i] - held[i - 1];
    sum += rise;
    squares += rise * rise;
  }
  return squares > 0.0 ? sum * sum / squares : 0.0;
}

// Whether a curve that slows down describes the floors better than a line, bends enough to matter, and is not much
// worse than shapes that bend without slowing down for good.
bool slows(const SaturationFit& fit, double f_over_other, const GrowthSettings& settings) {
  return fit.f_over_line >= settings.curve_f && fit.late_half < settings.late_half_share &&
         f_over_other > -settings.curve_f;
}

class HeldLevels {
 public:
  HeldLevels(const Part& part, const GrowthSettings& settings)
      : part_(part), settings_(settings), cells_(part.cells), noise_(noise_of(part.cells.floors)) {
    const auto& floors = cells_.floors;
    given_ = find_given_back(floors, settings_.noise_deviations * noise_);
    highest_to_.assign(floors.size(), highest_before_part());
    for (std::size_t i = 1; i < floors.size(); ++i)
      highest_to_[i] = std::max(highest_to_[i - 1], floors[i - 1]);
    held_ = held_of(floors);
    is_tooth_cut_ =
        given_.base && given_.last_rise > 0.0 && given_.last_rise <= settings.precedent_factor * given_.most;
    if (is_tooth_cut_) {
      for (double& level : held_) level = std::min(level, *given_.base);
    }
    shortest_step_ = 0.5 * cells_.observed_span / static_cast<double>(settings.cells);
  }

  GrowthFinding judge() {
    const std::size_t cells = cells_.size();
    const std::size_t shortest = fewest_cells_from(cells);
    const std::size_t last =
        part_.is_whole || part_.every_start ? cells - shortest : std::min(cells - shortest, cells / 2);
    std::size_t best = 0, most_passed = 0;
    for (std::size_t start = 0; start <= last; ++start) {
      // Of a window that passes every rule, the part before its onset is left out.
      if (most_passed == kRules.size() && has_risen_by(start, best)) break;
      const std::size_t fewest =
          start == 0 ? 1 : std::min(kRules.size(), std::max(most_passed + 1, kRulesOfGrowth));
      const std::size_t passed = count_passed(start, fewest);
      if (passed < fewest) continue;
      most_passed = passed;
      best = start;
    }
    enter(best);
    return describe();
  }

 private:
  // Looks at what came before the part: returns its highest floor, and adds what it gave back.
  double highest_before_part() {
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    if (part_.whole == nullptr || part_.is_whole) return kNone;
    const auto& times = part_.whole->cells().observed;
    const auto before = std::lower_bound(times.begin(), times.end(), part_.offset) - times.begin();
    if (before == 0) return kNone;
    const auto floors = std::span(part_.whole->cells().floors).first(static_cast<std::size_t>(before));
    const double least_fall = settings_.noise_deviations * part_.whole->noise();
    given_.most = std::max(given_.most, find_given_back(floors, least_fall).most);
    return *std::max_element(floors.begin(), floors.end());
  }

  // Returns how many rules pass before the first that fails; any smaller number where those are fewer than `fewest`.
  std::size_t count_passed(std::size_t start, std::size_t fewest) {
    enter(start);
    // A start that is no better than one before shows it soonest by the rule which that one has failed.
    const GrowthRule last = kRules[fewest - 1];
    const bool is_cheap = last != GrowthRule::kDoesNotSlow;
    if (is_cheap && !passes(last)) return 0;
    std::size_t passed = 0;
    while (passed < kRules.size() && ((is_cheap && passed + 1 == fewest) || passes(kRules[passed]))) ++passed;
    return passed;
  }

  // As ask, without the figure.
  bool passes(GrowthRule rule) {
    return rule == GrowthRule::kExceedsEarlier ? growth_ >= earlier_rise(growth_) : ask(rule).passed;
  }

  [[nodiscard]] bool has_risen_by(std::size_t cell, std::size_t since) const {
    return held_[cell] - held_[since] > settings_.onset_share * (held_.back() - held_[since]);
  }

  // Goes on to the window that begins at cell `start`.
  void enter(std::size_t start) {
    start_ = start;
    highest_before_ = highest_to_[start];
    times_ = std::span(cells_.observed).subspan(start);
    levels_ = std::span<const double>(held_).subspan(start);
    floors_ = std::span(cells_.floors).subspan(start);
    const std::size_t n = levels_.size();
    end_level_ = 0.5 * (levels_[n - 1] + levels_[n - 2]);
    growth_ = end_level_ - 0.5 * (levels_[0] + levels_[1]);
    drift_.reset();
  }

  const Drift& drift() {
    if (!drift_) drift_ = measure_drift(times_, floors_, shortest_step_);
    return *drift_;
  }

  [[nodiscard]] double chance() {
    const double one = chance_of_drift(drift(), drift().steps + 1, settings_.correlation_margin);
    return std::min(1.0, part_.searches * one);
  }

  AskedGrowthRule ask_of_curve() {
    const SaturationFit own = fit_saturation(times_, levels_, settings_.curve_f);
    const double bound = settings_.curve_f;
    if (slows(own, own.f_over_pause, settings_)) {
      return {GrowthRule::kDoesNotSlow, "F of a curve that slows down, over a line", own.f_over_line, bound,
              false};
    }
    if (part_.whole != nullptr && slows(part_.whole->curve(), part_.whole->curve().f_over_bend, settings_)) {
      return {GrowthRule::kDoesNotSlow, "F of a curve that slows down, over a line, of the whole series",
              part_.whole->curve().f_over_line, bound, false};
    }
    const char* figure = own.f_over_line < bound
                             ? "F of a curve that slows down, over a line"
                             : "F of a curve that slows down, over a line; it hardly slows, or "
                               "a bend describes it as well";
    return {GrowthRule::kDoesNotSlow, figure, own.f_over_line, bound, true};
  }

  AskedGrowthRule ask(GrowthRule rule) {
    const auto share = [&](double after) { return share_after(after, times_, levels_); };
    switch (rule) {
      case GrowthRule::kRisesBeyondNoise:
        return at_least(rule, "rise of what was held, MiB", growth_,
                        std::max(settings_.least_growth_bytes, settings_.noise_deviations * noise_),
                        kMebibyte);
      case GrowthRule::kExceedsGivenBack:
        return at_least(rule, "rise, beside what was given back before, MiB", growth_,
                        settings_.precedent_factor * given_.most, kMebibyte);
      case GrowthRule::kReachesNewGround:
        return at_least(rule, "part of the rise above all that came before, per cent",
                        (end_level_ - highest_before_) / growth_, settings_.new_ground_share, 1.0 / kPercent);
      case GrowthRule::kManyRises:
        return at_least(rule, "equal rises that it amounts to", count_rises(levels_), settings_.fewest_rises);
      case GrowthRule::kLateHalfGrows:
        return at_least(rule, "part of the rise in the later half, per cent", share(0.5),
                        settings_.late_half_share, 1.0 / kPercent);
      case GrowthRule::kLastQuarterGrows:
        return at_least(rule, "part of the rise in the last quarter, per cent", share(0.75),
                        settings_.last_quarter_share, 1.0 / kPercent);
      case GrowthRule::kStraight:
        return at_least(rule, "R^2 of a line", fit_line(times_, levels_).r_squared,
                        settings_.least_r_squared);
      case GrowthRule::kExceedsEarlier:
        return at_least(rule, "rise, beside what rose and was kept in as long a time before, MiB", growth_,
                        earlier_rise(), kMebibyte);
      case GrowthRule::kDoesNotSlow:
        return ask_of_curve();
      default: {
        const double p = chance();
        return {GrowthRule::kExceedsChance, "p of such a rise in a walk without drift", p, settings_.p_value,
                p <= settings_.p_value};
      }
    }
  }

  [[nodiscard]] double earlier_rise(double enough = std::numeric_limits<double>::infinity()) const {
    if (part_.whole == nullptr) return 0.0;
    return largest_earlier_rise(
        part_.whole->cells().observed, part_.whole->held(), part_.offset + times_.front(),
        {.length = times_.back() - times_.front(), .least_part = settings_.earlier_time_share}, enough);
  }

  // What it means that a rule failed.
  [[nodiscard]] std::string reason(GrowthRule rule, double value) const {
    switch (rule) {
      case GrowthRule::kRisesBeyondNoise:
        if (is_tooth_cut_) return "rises at the end as it did before, and gave that back";
        return growth_ < settings_.least_growth_bytes ? "does not rise"
                                                      : "the rise is within the series' own noise";
      case GrowthRule::kExceedsGivenBack:
        return "has given back as much before, " + size_of(given_.most);
      case GrowthRule::kReachesNewGround:
        return "was as high before, at " + size_of(highest_before_);
      case GrowthRule::kManyRises:
        return value < 2.0 ? "one step of " + size_of(levels_.back() - levels_.front())
                           : "a few steps, none bound to come again";
      case GrowthRule::kLateHalfGrows:
        return "flattened in the later half";
      case GrowthRule::kLastQuarterGrows:
        return "stopped growing in the last quarter";
      case GrowthRule::kStraight:
        return "rises, but at no steady rate";
      case GrowthRule::kExceedsEarlier:
        return "rises slower than before";
      case GrowthRule::kDoesNotSlow:
        return "slows down as a warm-up or a filling cache does";
      case GrowthRule::kExceedsChance:
        return cells_.size() < settings_.fewest_cells ? "grows, in a recording too short to prove it"
                                                      : "rises, but so unevenly that it may be chance";
      default:
        return "grows throughout, up to the end";
    }
  }

  GrowthFinding describe() {
    GrowthFinding finding;
    finding.rule = GrowthRule::kSustained;
    for (const GrowthRule rule : kRules) {
      const AskedGrowthRule asked = ask(rule);
      finding.rules.push_back(asked);
      if (asked.passed) continue;
      if (finding.rule == GrowthRule::kSustained) {
        finding.rule = rule;
        finding.reason = reason(rule, asked.value);
      }
      if (!settings_.every_rule || rule == GrowthRule::kRisesBeyondNoise) break;
    }
    if (finding.rule == GrowthRule::kSustained) finding.reason = reason(finding.rule, 0.0);
    finding.sustained = finding.rule == GrowthRule::kSustained;
    finding.rising = finding.rule != GrowthRule::kRisesBeyondNoise;
    finding.growing_at_end = finding.rule >= GrowthRule::kStraight;
    measure(finding);
    return finding;
  }

  void measure(GrowthFinding& finding) {
    const double span = times_.back() - times_.front();
    // Times are those of the cells' middles.
    const bool is_joined = cells_.samples > cells_.size();
    const double cell = cells_.observed_span / static_cast<double>(cells_.size());
    finding.window = {.first = cells_.first[start_],
                      .last = cells_.last.back(),
                      .samples = cells_.last.back() - cells_.first[start_] + 1,
                      .observed_seconds = span + (is_joined ? cell : 0.0)};
    finding.first_bytes = levels_.front();
    finding.last_bytes = levels_.back();
    finding.growth_bytes = levels_.back() - levels_.front();
    finding.median_floor_bytes = median_of(levels_);
    finding.end_bytes = cells_.floors.back();
    finding.noise_bytes = noise_;
    finding.series_samples = cells_.samples;
    finding.p_value = finding.rising ? chance() : 1.0;
    finding.r_squared = fit_line(times_, levels_).r_squared;
    const double seconds = cells_.seconds.back() - cells_.seconds[start_];
    const double half = kNormalQuantile975 * drift().deviation(settings_.correlation_margin) / seconds;
    finding.slope_bytes_per_second = finding.growth_bytes / seconds;
    finding.slope_low = finding.slope_bytes_per_second - half;
    finding.slope_high = finding.slope_bytes_per_second + half;
    std::vector<double> intercepts(levels_.begin(), levels_.end());
    for (std::size_t i = 0; i < intercepts.size(); ++i) {
      intercepts[i] -= finding.slope_bytes_per_second * cells_.seconds[start_ + i];
    }
    finding.intercept_bytes = median_of(intercepts);
    if (settings_.every_rule && floors_.size() >= kDriftCells.front())
      finding.shapes = weigh_shapes(times_, floors_);
  }

  const Part& part_;
  const GrowthSettings& settings_;
  const Cells& cells_;
  double noise_;
  GivenBack given_;
  double shortest_step_ = 0.0;
  bool is_tooth_cut_ = false;
  std::vector<double> held_;
  std::vector<double> highest_to_;  // of each cell, the highest floor before it

  std::size_t start_ = 0;
  std::span<const double> times_;
  std::span<const double> levels_;
  std::span<const double> floors_;
  double end_level_ = 0.0;
  double growth_ = 0.0;
  double highest_before_ = 0.0;
  std::optional<Drift> drift_;
};

}  // namespace

WholeSeries::WholeSeries(Cells cells, const GrowthSettings& settings)
    : cells_(std::move(cells)),
      held_(held_of(cells_.floors)),
      noise_(noise_of(cells_.floors)),
      curve_f_(settings.curve_f) {}

const SaturationFit& WholeSeries::curve() const {
  if (!curve_) curve_ = fit_saturation(cells_.observed, cells_.floors, curve_f_);
  return *curve_;
}

GrowthFinding judge_held(const Part& part, const GrowthSettings& settings) {
  return HeldLevels(part, settings).judge();
}

bool has_slowed_down(const WholeSeries& whole, std::size_t first, const GrowthSettings& settings) {
  const SaturationFit fit = fit_saturation(std::span(whole.cells().observed).subspan(first),
                                           std::span(whole.held()).subspan(first), settings.curve_f);
  return slows(fit, fit.f_over_pause, settings);
}

}  // namespace tidemark
