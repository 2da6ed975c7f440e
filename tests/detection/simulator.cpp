#include "tests/detection/simulator.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::detection {
namespace {

constexpr double kPageBytes = 4096.0;
constexpr double kMebibyte = 1048576.0;

// Student t with three degrees of freedom scaled to variance one, cut at six deviations.
double heavy_tailed(ShapeContext& context) {
  const double a = context.normal(), b = context.normal(), c = context.normal();
  const double t = context.normal() / std::sqrt((a * a + b * b + c * c) / 3.0);
  return std::clamp(t / std::sqrt(3.0), -6.0, 6.0);
}

void add_noise(ShapeContext& context, std::vector<double>& bytes) {
  const double rho = context.noise_correlation;
  const double fresh = std::sqrt(1.0 - rho * rho);
  double state = context.normal();
  for (double& value : bytes) {
    const double shock = context.heavy_tails ? heavy_tailed(context) : context.normal();
    state = rho * state + fresh * shock;
    if (context.has_noise) value += state * context.noise_bytes;
  }
}

void quantise(std::vector<double>& bytes) {
  for (double& value : bytes) value = std::max(1.0, std::round(value / kPageBytes)) * kPageBytes;
}

std::vector<double> jittered_times(ShapeContext& context) {
  std::vector<double> seconds(context.samples);
  if (!context.event_times.empty()) {
    const double span = context.interval_seconds * static_cast<double>(context.samples);
    for (std::size_t i = 0; i < context.samples; ++i) {
      // Stamps have a resolution, and no two samples share one.
      seconds[i] = std::max(span * context.event_times[i], i == 0 ? 0.0 : seconds[i - 1] + 1e-3);
    }
    return seconds;
  }
  const double jitter = context.draw({0.0, 0.05}, {0.0, 0.15});
  for (std::size_t i = 0; i < context.samples; ++i) {
    seconds[i] = context.interval_seconds * (static_cast<double>(i) + jitter * context.uniform());
  }
  return seconds;
}

void open_gap(ShapeContext& context, SimulatedSeries& series) {
  const auto at =
      static_cast<std::size_t>(context.draw({0.1, 0.9}, {0.1, 0.9}) * static_cast<double>(context.samples));
  const double span = context.interval_seconds * static_cast<double>(context.samples);
  const double gap = span * context.draw({0.05, 0.5}, {0.02, 1.5}) + 6.0 * context.interval_seconds;
  for (std::size_t i = at; i < context.samples; ++i) series.seconds[i] += gap;
  series.segment_starts.push_back(at);
}

// The last samples, a thirtieth of them, take as long as all before them or several times that.
void end_rarely_seen(ShapeContext& context, SimulatedSeries& series) {
  const std::size_t first = context.samples - std::max<std::size_t>(2, context.samples / 30);
  const double span = context.interval_seconds * static_cast<double>(context.samples);
  const double gap =
      span * context.draw({1.0, 4.0}, {0.7, 8.0}) / static_cast<double>(context.samples - first);
  for (std::size_t i = first; i < context.samples; ++i) {
    series.seconds[i] += gap * static_cast<double>(i - first + 1);
    series.segment_starts.push_back(i);
  }
}

void fall_at_exit(ShapeContext& context, std::vector<double>& bytes) {
  const std::size_t falling = 1 + context.draw_count({0, 3}, {0, 3});
  double left = 1.0;
  for (std::size_t i = falling; i-- > 0;) {
    left *= context.draw({0.0, 0.7}, {0.0, 0.8});
    bytes[bytes.size() - 1 - i] *= left;
  }
}

SimulatedSeries finish(const SeriesClass& kind, ShapeContext& context) {
  SimulatedSeries series;
  series.bytes = kind.shape(context);
  series.seconds = jittered_times(context);
  add_noise(context, series.bytes);
  quantise(series.bytes);
  series.segment_starts = {0};
  if (context.chance(kind.gap_probability)) {
    const std::size_t gaps = kind.has_many_gaps ? context.draw_count({2, 8}, {2, 12}) : 1;
    for (std::size_t i = 0; i < gaps; ++i) open_gap(context, series);
    auto& starts = series.segment_starts;
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }
  if (kind.ends_rarely_seen) end_rarely_seen(context, series);
  if (context.chance(kind.exit_probability)) fall_at_exit(context, series.bytes);
  return series;
}

std::uint64_t mixed_seed(const SeriesClass& kind, Split split, std::uint64_t seed) {
  std::uint64_t hash = split == Split::kTuning ? 0x9E3779B97F4A7C15ULL : 0xD1B54A32D192ED03ULL;
  for (const char letter : kind.name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  return hash ^ (seed * 0xBF58476D1CE4E5B9ULL);
}

}  // namespace

ShapeContext::ShapeContext(Split split, std::uint64_t seed) : split_(split), generator_(seed) {
  constexpr std::array<double, 5> kTuningSamples = {60, 120, 250, 400, 800};
  constexpr std::array<double, 6> kHeldOutSamples = {60, 90, 180, 330, 600, 3000};
  const auto pick = static_cast<std::size_t>(uniform() * (split == Split::kTuning ? 5.0 : 6.0));
  samples =
      static_cast<std::size_t>(split == Split::kTuning ? kTuningSamples.at(pick) : kHeldOutSamples.at(pick));
  interval_seconds = draw_log({0.1, 10.0}, {0.01, 60.0});
  level_bytes = draw_log({30.0, 1500.0}, {12.0, 6000.0}) * kMebibyte;
  noise_bytes = level_bytes * draw_log({2e-4, 8e-3}, {1e-4, 1e-2});
  noise_correlation = chance(0.5) ? 0.0 : draw({0.2, 0.8}, {0.1, 0.9});
  heavy_tails = chance(0.4);
}

double ShapeContext::uniform() { return std::uniform_real_distribution<double>(0.0, 1.0)(generator_); }

double ShapeContext::normal() { return std::normal_distribution<double>(0.0, 1.0)(generator_); }

bool ShapeContext::chance(double probability) { return uniform() < probability; }

double ShapeContext::draw(Range tuning, Range held_out) {
  const Range& range = split_ == Split::kTuning ? tuning : held_out;
  return range.low + (range.high - range.low) * uniform();
}

double ShapeContext::draw_log(Range tuning, Range held_out) {
  const Range& range = split_ == Split::kTuning ? tuning : held_out;
  return range.low * std::pow(range.high / range.low, uniform());
}

std::size_t ShapeContext::draw_count(Range tuning, Range held_out) {
  return static_cast<std::size_t>(std::floor(draw(tuning, held_out)));
}

double ShapeContext::draw_leak_growth() {
  return std::max(level_bytes * draw_log({0.2, 2.0}, {0.17, 4.0}), 2.5 * kMebibyte);
}

SimulatedSeries simulate(const SeriesClass& kind, Split split, std::uint64_t seed) {
  ShapeContext context(split, mixed_seed(kind, split, seed));
  return finish(kind, context);
}

SimulatedSeries simulate(const SeriesClass& kind, Split split, std::uint64_t seed, std::size_t samples) {
  ShapeContext context(split, mixed_seed(kind, split, seed));
  context.samples = samples;
  return finish(kind, context);
}

}  // namespace tidemark::detection
