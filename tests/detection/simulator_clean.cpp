// Shapes of processes that do not leak, however they may grow for a while.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {
namespace {

constexpr double kKibibyte = 1024.0;
constexpr double kTurn = 2.0 * std::numbers::pi;

template <typename Shape>
std::vector<double> trace(const ShapeContext& context, Shape shape) {
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = context.level_bytes + shape(static_cast<double>(i) / static_cast<double>(bytes.size() - 1));
  }
  return bytes;
}

double draw_rise(ShapeContext& context) {
  return context.level_bytes * context.draw_log({0.1, 3.0}, {0.05, 6.0});
}

std::vector<double> constant(ShapeContext& context) {
  context.has_noise = false;
  return trace(context, [](double) { return 0.0; });
}

std::vector<double> noise(ShapeContext& context) {
  return trace(context, [](double) { return 0.0; });
}

std::vector<double> correlated_noise(ShapeContext& context) {
  context.noise_correlation = context.draw({0.9, 0.98}, {0.85, 0.99});
  context.noise_bytes = context.level_bytes * context.draw({0.01, 0.06}, {0.005, 0.08});
  return trace(context, [](double) { return 0.0; });
}

// A random walk between two walls, as allocators and caches under mixed load wander.
std::vector<double> bounded_walk(ShapeContext& context) {
  const double half_width = context.level_bytes * context.draw({0.05, 0.3}, {0.03, 0.5});
  const double crossings = context.draw({1.5, 15.0}, {1.0, 30.0});
  const double step = 2.0 * half_width * std::sqrt(crossings / static_cast<double>(context.samples));
  double at = half_width * (2.0 * context.uniform() - 1.0);
  return trace(context, [&](double) {
    at += step * context.normal();
    while (std::abs(at) > half_width) at = (at > 0 ? 2.0 : -2.0) * half_width - at;
    return at;
  });
}

std::vector<double> one_step(ShapeContext& context) {
  const double rise = draw_rise(context), at = context.draw({0.1, 0.9}, {0.05, 0.95});
  if (context.chance(0.5)) context.has_noise = false;
  return trace(context, [&](double u) { return u > at ? rise : 0.0; });
}

std::vector<double> few_steps(ShapeContext& context) {
  const std::size_t steps = 2 + context.draw_count({0, 2}, {0, 2});
  std::vector<double> at(steps), size(steps);
  for (std::size_t i = 0; i < steps; ++i) {
    at[i] = context.uniform();
    size[i] = draw_rise(context) / static_cast<double>(steps);
  }
  if (context.chance(0.5)) context.has_noise = false;
  return trace(context, [&](double u) {
    double sum = 0.0;
    for (std::size_t i = 0; i < steps; ++i) sum += u > at[i] ? size[i] : 0.0;
    return sum;
  });
}

std::vector<double> saturating(ShapeContext& context) {
  const double rise = draw_rise(context), tau = context.draw_log({0.03, 0.3}, {0.02, 0.35});
  return trace(context, [&](double u) { return rise * (1.0 - std::exp(-u / tau)); });
}

std::vector<double> log_creep(ShapeContext& context) {
  const double rise = draw_rise(context), tau = context.draw_log({0.005, 0.1}, {0.002, 0.12});
  return trace(context, [&](double u) { return rise * std::log1p(u / tau) / std::log1p(1.0 / tau); });
}

std::vector<double> ends_warming(ShapeContext& context) {
  context.samples = 20 + context.draw_count({0, 40}, {0, 50});
  const double rise = draw_rise(context), power = context.draw({0.25, 0.5}, {0.2, 0.55});
  return trace(context, [&](double u) { return rise * std::pow(u, power); });
}

std::vector<double> linear_then_flat(ShapeContext& context) {
  const double rise = draw_rise(context), end = context.draw({0.1, 0.75}, {0.1, 0.8});
  return trace(context, [&](double u) { return rise * std::min(1.0, u / end); });
}

std::vector<double> flat_rise_flat(ShapeContext& context) {
  const double rise = draw_rise(context), from = context.draw({0.1, 0.5}, {0.05, 0.55});
  const double end = from + context.draw({0.05, 0.25}, {0.03, 0.25});
  return trace(context, [&](double u) { return rise * std::clamp((u - from) / (end - from), 0.0, 1.0); });
}

// Filled by requests for random keys: each new key is rarer than the last; then evicted at a bound.
std::vector<double> cache_fill(ShapeContext& context) {
  const double rise = draw_rise(context), tau = context.draw_log({0.1, 0.35}, {0.1, 0.4});
  const double bound = context.draw({0.6, 0.95}, {0.55, 0.97});
  return trace(context, [&](double u) { return rise * std::min(bound, 1.0 - std::exp(-u / tau)); });
}

std::vector<double> sawtooth(ShapeContext& context) {
  const double amplitude = draw_rise(context), cycles = context.draw_log({3, 40}, {2.2, 80});
  const double irregular = context.draw({0.0, 0.4}, {0.0, 0.6});
  double next = context.uniform(), last = next - 1.0, height = 1.0;
  return trace(context, [&](double u) {
    while (u * cycles >= next) {
      last = next;
      next += 1.0 + irregular * (2.0 * context.uniform() - 1.0);
      height = next - last;
    }
    return amplitude * height * (u * cycles - last) / (next - last);
  });
}

// A collected heap whose collector lets the peaks rise, and the floors with them, until it has found its
// size.
std::vector<double> heap_warm_up(ShapeContext& context) {
  const double amplitude = draw_rise(context), cycles = context.draw_log({5, 40}, {4, 60});
  const double warm = context.draw({0.1, 0.35}, {0.08, 0.4}),
               floor_rise = context.draw({0.2, 1.0}, {0.1, 1.5});
  return trace(context, [&](double u) {
    const double size = 1.0 - std::exp(-u / warm);
    const double phase = u * cycles - std::floor(u * cycles);
    return amplitude * (size * floor_rise + (0.3 + 0.7 * size) * phase);
  });
}

std::vector<double> wave(ShapeContext& context) {
  const double amplitude = draw_rise(context) * 0.5, cycles = context.draw({1.2, 12}, {1.05, 20});
  const double phase = context.uniform() * kTurn, harmonic = context.draw({0.0, 0.3}, {0.0, 0.4});
  return trace(context, [&](double u) {
    const double angle = kTurn * cycles * u + phase;
    return amplitude * (1.0 + std::sin(angle) + harmonic * std::sin(2.0 * angle + 1.0));
  });
}

// Days and nights, cut off between trough and crest of the last day.
std::vector<double> wave_cut_rising(ShapeContext& context) {
  const double amplitude = draw_rise(context) * 0.5, days = std::floor(context.draw({2, 7}, {2, 10}));
  const double past_trough = context.draw({0.2, 0.5}, {0.15, 0.5}),
               day_to_day = context.draw({0, 0.2}, {0, 0.3});
  const double cycles = days - 1.0 + context.draw({0.35, 0.65}, {0.3, 0.7});
  std::vector<double> height(static_cast<std::size_t>(days) + 3);
  for (double& h : height) h = 1.0 + day_to_day * (2.0 * context.uniform() - 1.0);
  return trace(context, [&](double u) {
    const double position = past_trough + (u - 1.0) * cycles + days + 1.0;
    const double whole = std::floor(position);
    return amplitude * height.at(static_cast<std::size_t>(whole)) *
           (1.0 - std::cos(kTurn * (position - whole)));
  });
}

std::vector<double> spikes(ShapeContext& context) {
  const double height = draw_rise(context), rate = context.draw({0.01, 0.15}, {0.005, 0.25});
  return trace(context, [&](double) { return context.chance(rate) ? height * context.uniform() : 0.0; });
}

// A worker that loads a model or dictionary in each job and ends at its highest: steps late and large.
std::vector<double> worker_jobs(ShapeContext& context) {
  const std::size_t jobs = 1 + context.draw_count({0, 3}, {0, 3});
  const double load = context.draw({0.01, 0.06}, {0.005, 0.1});
  std::vector<double> at(jobs), size(jobs);
  for (std::size_t i = 0; i < jobs; ++i) {
    at[i] = (static_cast<double>(i) + context.draw({0.3, 0.9}, {0.2, 0.95})) / static_cast<double>(jobs);
    size[i] = draw_rise(context) / static_cast<double>(i + 1);
  }
  return trace(context, [&](double u) {
    double sum = 0.0;
    for (std::size_t i = 0; i < jobs; ++i) sum += size[i] * std::clamp((u - at[i]) / load, 0.0, 1.0);
    return sum;
  });
}

std::vector<double> restart_and_refill(ShapeContext& context) {
  const double full = draw_rise(context) + 0.3 * context.level_bytes,
               at = context.draw({0.2, 0.7}, {0.1, 0.8});
  const double before = context.draw({0.05, 0.3}, {0.03, 0.5}), after = context.draw({0.1, 0.4}, {0.08, 0.5});
  const double overshoot = context.draw({0.85, 1.05}, {0.8, 1.08});
  return trace(context, [&](double u) {
    if (u < at) return full * (1.0 - 0.7 * std::exp(-u / before));
    return full * overshoot * (1.0 - std::exp(-(u - at) / (1.0 - at) / after));
  });
}

std::vector<double> small_creep(ShapeContext& context) {
  context.level_bytes = std::max(context.level_bytes, 200.0 * kKibibyte * kKibibyte);
  const double rise = context.level_bytes * context.draw_log({2e-4, 0.03}, {1e-4, 0.03});
  context.noise_bytes = std::min(context.noise_bytes, rise * 0.3);
  return trace(context, [&](double u) { return rise * u; });
}

std::vector<double> settling(ShapeContext& context) {
  const double rise = draw_rise(context), part = context.draw({0.05, 0.3}, {0.03, 0.4});
  const double creep = rise * context.draw({0.0, 0.05}, {0.0, 0.06});
  return trace(context, [&](double u) {
    return rise * (u < part ? std::sqrt(u / part) : 1.0) + creep * std::log1p(9.0 * u) / std::log(10.0);
  });
}

// A container's working set: page cache grows with what is read and written, then the kernel takes part of it
// back.
std::vector<double> page_cache(ShapeContext& context) {
  const double bound = draw_rise(context), fill = context.draw({0.3, 0.7}, {0.25, 0.8});
  const double taken = context.draw({0.05, 0.5}, {0.03, 0.6});
  double cache = 0.0;
  const double inflow = bound / (fill * static_cast<double>(context.samples));
  return trace(context, [&](double) {
    cache += inflow * 2.0 * context.uniform();
    if (cache > bound) cache -= bound * taken;
    return cache;
  });
}

std::vector<double> grows_then_freed(ShapeContext& context) {
  const double rise = draw_rise(context), peak = context.draw({0.3, 0.8}, {0.2, 0.85});
  const double kept = context.draw({0.0, 0.3}, {0.0, 0.4});
  return trace(context, [&](double u) { return u < peak ? rise * u / peak : rise * kept; });
}

std::vector<double> shrinking(ShapeContext& context) {
  const double fall = context.level_bytes * context.draw({0.1, 0.7}, {0.05, 0.8});
  return trace(context, [&](double u) { return -fall * u; });
}

std::vector<double> shrinking_steps(ShapeContext& context) {
  const double rise = draw_rise(context), ratio = context.draw({0.3, 0.6}, {0.25, 0.65});
  const double steps = context.draw({4, 10}, {4, 14});
  return trace(context, [&](double u) { return rise * (1.0 - std::pow(ratio, std::floor(u * steps))); });
}

// A job that is done, in a recording that goes on to look at it now and then.
std::vector<double> grown_then_rarely_seen(ShapeContext& context) {
  const double rise = draw_rise(context), end = context.draw({0.85, 0.95}, {0.82, 0.96});
  return trace(context, [&](double u) { return rise * std::min(1.0, u / end); });
}

std::vector<double> plateaus_about_a_gap(ShapeContext& context) { return one_step(context); }

}  // namespace

std::vector<SeriesClass> clean_classes() {
  return {{"clean: constant", false, constant},
          {"clean: noise", false, noise},
          {"clean: correlated noise", false, correlated_noise},
          {"clean: bounded walk", false, bounded_walk},
          {"clean: one step", false, one_step},
          {"clean: few steps", false, few_steps},
          {"clean: saturating", false, saturating},
          {"clean: log creep", false, log_creep},
          {"clean: ends warming", false, ends_warming},
          {"clean: linear, then flat", false, linear_then_flat},
          {"clean: flat, rise, flat", false, flat_rise_flat},
          {"clean: cache fill", false, cache_fill},
          {"clean: sawtooth", false, sawtooth},
          {"clean: heap warm-up", false, heap_warm_up},
          {"clean: wave", false, wave},
          {"clean: wave cut rising", false, wave_cut_rising},
          {"clean: spikes", false, spikes},
          {"clean: worker jobs", false, worker_jobs},
          {"clean: restart, refill", false, restart_and_refill},
          {"clean: small creep", false, small_creep},
          {"clean: settling", false, settling},
          {"clean: page cache", false, page_cache},
          {"clean: grows, then freed", false, grows_then_freed},
          {"clean: shrinking", false, shrinking},
          {"clean: shrinking steps", false, shrinking_steps},
          {"clean: plateaus about a gap", false, plateaus_about_a_gap, 1.0},
          {"clean: grown, rarely seen", false, grown_then_rarely_seen, 0.0, 0.05, true}};
}

}  // namespace tidemark::detection
