#include "analyzer/growth/rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "analyzer/growth/shape.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr std::size_t kFewestForCurve = 5;
constexpr const char* kSlowsDown = "slows down as a warm-up or a filling cache does";

std::string with_size(const char* text, double bytes) {
  return fmt::format("{} {:.{}f} MiB", text, bytes / kMebibyte, bytes < 10.0 * kMebibyte ? 2 : 0);
}

// Collects the rules asked of one window. The first that fails gives the finding its rule and reason.
class Judgement {
 public:
  explicit Judgement(GrowthFinding& finding) : finding_(finding) {
    finding_.rule = GrowthRule::kSustained;
    finding_.reason = "grows throughout, up to the end";
    finding_.rules.reserve(14);
  }

  // `size_bytes` follows the reason where there is one.
  void ask(const AskedGrowthRule& asked, const char* reason,
           std::optional<double> size_bytes = std::nullopt) {
    finding_.rules.push_back(asked);
    if (asked.passed || finding_.rule != GrowthRule::kSustained) return;
    finding_.rule = asked.rule;
    finding_.reason = size_bytes ? with_size(reason, *size_bytes) : reason;
  }

  [[nodiscard]] bool still_sustained() const { return finding_.rule == GrowthRule::kSustained; }

 private:
  GrowthFinding& finding_;
};

AskedGrowthRule at_least(GrowthRule rule, const char* figure, double value, double bound) {
  return {rule, figure, value, bound, value >= bound};
}

AskedGrowthRule at_most(GrowthRule rule, const char* figure, double value, double bound) {
  return {rule, figure, value, bound, value <= bound};
}

// Before its onset a series stands still, and no curve describes that.
SaturationFit fit_from(std::span<const double> times, std::span<const double> floors, std::size_t onset,
                       const GrowthSettings& settings) {
  const std::size_t first = std::min(onset, floors.size() - kFewestForCurve);
  return fit_saturation(times.subspan(first), floors.subspan(first),
                        std::min(settings.saturation_f, settings.saturation_f_of_few));
}

void describe_window(GrowthFinding& finding, const FloorBlocks& blocks, std::size_t start) {
  finding.window.first = blocks.first[start];
  finding.window.last = blocks.last.back();
  finding.window.samples = finding.window.last - finding.window.first + 1;
  finding.window.observed_seconds =
      blocks.observed_span * static_cast<double>(blocks.size() - start) / static_cast<double>(blocks.size());
  finding.median_floor_bytes = median_of(std::span(blocks.floors).subspan(start));
  finding.end_bytes = blocks.floors.back();
  finding.series_samples = blocks.samples;
}

// The floors of a series that never falls back count in full, since it only wanders upwards; those of others
// count less, by their correlation.
void judge_trend(Judgement& judgement, GrowthFinding& finding, std::span<const double> times,
                 std::span<const double> floors, const GrowthShape& shape, std::size_t windows,
                 const GrowthSettings& settings) {
  const bool wanders = shape.drawdown > settings.monotone_share * shape.growth;
  const double inflation = wanders ? autocorrelation_inflation(residuals_of_line(times, floors)) : 1.0;
  finding.p_value = std::min(1.0, mann_kendall(floors, inflation).p_rising * static_cast<double>(windows));
  finding.r_squared = fit_line(times, floors).r_squared;
  judgement.ask(at_most(GrowthRule::kNoTrend, "Mann-Kendall p, corrected", finding.p_value, settings.p_value),
                "no rising trend");
}

void judge_size(Judgement& judgement, GrowthFinding& finding, const GrowthShape& shape,
                const GrowthSettings& settings) {
  finding.first_bytes = shape.first_level;
  finding.last_bytes = shape.last_level;
  finding.growth_bytes = shape.growth;
  finding.noise_bytes = shape.noise;
  const double least =
      std::max(settings.least_growth_bytes, settings.least_growth_of_level * shape.last_level);
  judgement.ask(at_least(GrowthRule::kWithinNoise, "growth, bytes", shape.growth, least),
                "the rise is negligible");
  judgement.ask(at_least(GrowthRule::kWithinNoise, "growth against the floors' scatter, bytes", shape.growth,
                         settings.noise_deviations * shape.noise),
                "the rise is within the series' own noise");
}

void judge_wandering(Judgement& judgement, const GrowthShape& shape, std::span<const double> floors_before,
                     const GrowthSettings& settings) {
  judgement.ask(at_most(GrowthRule::kWithinWandering, "largest lasting fall, bytes", shape.drawdown,
                        settings.drawdown_share * std::max(0.0, shape.growth)),
                "has fallen back before, by", shape.drawdown);
  if (floors_before.empty()) return;
  const double before = *std::max_element(floors_before.begin(), floors_before.end());
  judgement.ask(at_least(GrowthRule::kWithinWandering, "growth above all that came before, bytes",
                         shape.last_level - before, settings.new_ground_share * shape.growth),
                "was as high before, at", before);
}

void judge_steps(Judgement& judgement, const GrowthShape& shape, const GrowthSettings& settings) {
  const double allowance =
      std::min(settings.step_noise * shape.rise_noise, settings.step_noise_share * shape.growth);
  judgement.ask(at_most(GrowthRule::kOneStep, "largest step beyond an even rise and noise, bytes",
                        shape.largest_rise - allowance, settings.step_share * std::max(0.0, shape.growth)),
                "one step of", shape.largest_rise);
  judgement.ask(at_least(GrowthRule::kUnsteady, "R^2 of a line, noise allowed for", shape.steadiness,
                         settings.least_r_squared),
                "rises, but at no steady rate");
  judgement.ask(
      at_least(GrowthRule::kFewSteps, "rises that make up the growth", shape.rises, settings.fewest_rises),
      "a few steps, none bound to come again");
  const bool most_rise = shape.rising_share >= settings.rising_share;
  AskedGrowthRule separate = at_least(GrowthRule::kFewSteps,
                                      most_rise ? "separate rises; not asked where most blocks rise"
                                                : "separate rises, where most blocks stand still",
                                      static_cast<double>(shape.separate_rises),
                                      static_cast<double>(settings.fewest_separate_rises));
  separate.passed = separate.passed || most_rise;
  judgement.ask(separate, "a few steps, none bound to come again");
}

void judge_stopping(Judgement& judgement, const GrowthShape& shape, const GrowthSettings& settings) {
  judgement.ask(at_least(GrowthRule::kFlattened, "share of the growth in the later half",
                         shape.late_half_share, settings.late_half_share),
                "flattened in the second half");
  AskedGrowthRule late = at_least(GrowthRule::kStopped, "share of the growth in the last quarter",
                                  shape.last_quarter_share, settings.last_quarter_share);
  const bool pauses = shape.since_last_rise <= settings.longest_waits * shape.longest_wait &&
                      shape.since_last_rise <= settings.mean_waits * shape.mean_wait &&
                      shape.since_last_rise <= settings.longest_pause;
  if (!late.passed && pauses) {
    late.figure = "share of the growth in the last quarter; a pause as those before";
    late.passed = true;
  }
  judgement.ask(late, "stopped growing in the last quarter");
}

// The texts for the F of a curve: for a small F, and for a large one that is no evidence against growth.
struct CurveFigures {
  const char* alone;
  const char* hardly_bends;
  const char* other_fits;
};

constexpr CurveFigures kOfWindow{
    .alone = "F of a slowing curve over a line",
    .hardly_bends = "F of a slowing curve over a line; the curve hardly slows",
    .other_fits = "F of a slowing curve over a line; a pause or a step fits better"};
constexpr CurveFigures kOfSeries{
    .alone = "the same over the whole series",
    .hardly_bends = "the same over the whole series; the curve hardly slows",
    .other_fits = "the same over the whole series; a single bend or an ended warm-up fits better"};

// A curve speaks against growth where it fits much better than a line, bends enough to matter, and is not
// much worse than the shapes that bend without slowing down for good.
void judge_curve(Judgement& judgement, const CurveFigures& figures, const SaturationFit& fit,
                 double f_over_other, bool few, const GrowthSettings& settings) {
  const double bound = few ? settings.saturation_f_of_few : settings.saturation_f;
  const double late_half = few ? settings.unslowed_half_share : settings.saturation_late_half;
  const bool is_better = fit.f_over_line >= bound;
  const bool bends = fit.late_half < late_half;
  const bool other_fits = !(f_over_other > -settings.saturation_f);
  const char* figure = figures.alone;
  if (is_better && !bends) figure = figures.hardly_bends;
  if (is_better && bends && other_fits) figure = figures.other_fits;
  const bool passed = !is_better || !bends || other_fits;
  judgement.ask({GrowthRule::kFlattened, figure, fit.f_over_line, bound, passed}, kSlowsDown);
}

// Returns the number of floors where each is above the one before and the growth does not slow in the later
// half, otherwise 0.
std::size_t count_rising_floors(std::span<const double> floors, const GrowthShape& shape,
                                const GrowthSettings& settings) {
  const bool all_rise =
      std::adjacent_find(floors.begin(), floors.end(), std::greater_equal<>()) == floors.end();
  return all_rise && shape.late_half_share >= settings.unslowed_half_share ? floors.size() : 0;
}

}  // namespace

const SaturationFit& WholeSeriesFit::get() {
  if (!fit_) {
    fit_ = fit_from(blocks_.observed, blocks_.floors, measure_shape(blocks_.observed, blocks_.floors).onset,
                    settings_);
  }
  return *fit_;
}

GrowthFinding judge_window(const FloorBlocks& blocks, std::size_t start, std::size_t windows,
                           WholeSeriesFit& whole, const GrowthSettings& settings) {
  GrowthFinding finding;
  Judgement judgement(finding);
  const auto times = std::span(blocks.observed).subspan(start);
  const auto floors = std::span(blocks.floors).subspan(start);
  describe_window(finding, blocks, start);
  const GrowthShape shape = measure_shape(times, floors);
  judge_trend(judgement, finding, times, floors, shape, windows, settings);
  judge_size(judgement, finding, shape, settings);
  finding.rising = judgement.still_sustained();
  if (!finding.rising && !settings.every_rule) return finding;
  judge_wandering(judgement, shape, std::span(blocks.floors).first(start), settings);
  judge_steps(judgement, shape, settings);
  judge_stopping(judgement, shape, settings);
  if (judgement.still_sustained() || settings.every_rule) {
    const bool few = floors.size() < settings.few_floors;
    const SaturationFit own = start == 0 ? whole.get() : fit_from(times, floors, shape.onset, settings);
    judge_curve(judgement, kOfWindow, own, own.f_over_pause, few, settings);
    judge_curve(judgement, kOfSeries, whole.get(), whole.get().f_over_bend, few, settings);
  }
  finding.rising_floors = count_rising_floors(floors, shape, settings);
  finding.sustained = judgement.still_sustained();
  finding.paused = shape.since_last_rise > settings.pause_share &&
                   shape.since_last_rise > settings.pause_waits * shape.longest_wait;
  if (finding.sustained && finding.paused) {
    finding.reason =
        fmt::format("grew throughout, but little in the last {:.0f} %", 100.0 * shape.since_last_rise);
  }
  finding.growing_at_end = finding.rising && shape.last_quarter_share >= settings.growing_share;
  return finding;
}

void measure_slope(GrowthFinding& finding, const FloorBlocks& blocks, std::size_t start) {
  const auto times = std::span(blocks.seconds).subspan(start);
  const auto floors = std::span(blocks.floors).subspan(start);
  const auto slope = theil_sen_of_correlated(times, floors);
  if (!slope) return;
  finding.slope_bytes_per_second = slope->slope;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  std::vector<double> intercepts(floors.begin(), floors.end());
  for (std::size_t i = 0; i < intercepts.size(); ++i) intercepts[i] -= slope->slope * times[i];
  finding.intercept_bytes = median_of(intercepts);
}

}  // namespace tidemark
