// Shapes of processes that leak. Each states the growth as a function of the elapsed part u of the recording.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kTurn = 2.0 * std::numbers::pi;

template <typename Shape>
std::vector<double> trace(const ShapeContext& context, Shape shape) {
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = context.level_bytes + shape(static_cast<double>(i) / static_cast<double>(bytes.size() - 1));
  }
  return bytes;
}

std::vector<double> linear(ShapeContext& context) {
  const double growth = context.draw_leak_growth();
  return trace(context, [&](double u) { return growth * u; });
}

// Steps of a fixed size at even or random times; the level is raised where the steps would otherwise be too
// few.
std::vector<double> staircase(ShapeContext& context, double step_bytes, Range tuning_steps,
                              Range held_out_steps) {
  const double steps = std::floor(context.draw_log(tuning_steps, held_out_steps));
  const double growth = steps * step_bytes;
  context.level_bytes = std::min(context.level_bytes, growth * context.draw({0.5, 4.0}, {0.3, 5.0}));
  context.noise_bytes = std::min(context.noise_bytes, context.level_bytes * 0.005);
  if (context.chance(0.5)) context.has_noise = false;
  const double phase = context.uniform();
  if (context.chance(0.5)) {
    return trace(context, [&](double u) { return step_bytes * std::floor(u * steps + phase); });
  }
  std::vector<double> at(static_cast<std::size_t>(steps));
  for (std::size_t i = 0; i < at.size(); ++i) {
    at[i] = (static_cast<double>(i) + 0.5 + 0.45 * (2.0 * context.uniform() - 1.0)) / steps;
  }
  return trace(context, [&](double u) {
    return step_bytes * static_cast<double>(std::upper_bound(at.begin(), at.end(), u) - at.begin());
  });
}

std::vector<double> staircase_stacks(ShapeContext& c) {
  return staircase(c, 8.0 * kMebibyte, {8, 60}, {6, 120});
}
std::vector<double> staircase_arenas(ShapeContext& c) {
  return staircase(c, 64.0 * kMebibyte, {6, 40}, {6, 60});
}
std::vector<double> staircase_brk(ShapeContext& c) { return staircase(c, 135168.0, {40, 400}, {30, 800}); }
std::vector<double> few_large_steps(ShapeContext& c) {
  return staircase(c, c.draw_log({20.0, 100.0}, {10.0, 300.0}) * kMebibyte, {5, 9}, {5, 8});
}

std::vector<double> starts_midway(ShapeContext& context) {
  const double growth = context.draw_leak_growth() * 1.2, onset = context.draw({0.25, 0.6}, {0.15, 0.65});
  return trace(context, [&](double u) { return growth * std::max(0.0, u - onset) / (1.0 - onset); });
}

std::vector<double> after_warm_up(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), warm = growth * context.draw({0.2, 1.5}, {0.1, 2.0});
  const double tau = context.draw({0.02, 0.08}, {0.01, 0.1});
  return trace(context, [&](double u) { return warm * (1.0 - std::exp(-u / tau)) + growth * u; });
}

std::vector<double> accelerating(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), power = context.draw({1.3, 2.5}, {1.2, 3.0});
  return trace(context, [&](double u) { return growth * std::pow(u, power); });
}

std::vector<double> under_spikes(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), rate = context.draw({0.02, 0.1}, {0.02, 0.2});
  const double height = growth * context.draw({0.5, 3.0}, {0.3, 6.0});
  return trace(context, [&](double u) {
    return growth * u + (context.chance(rate) ? height * context.uniform() : 0.0);
  });
}

std::vector<double> with_transient_drop(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), at = context.draw({0.2, 0.7}, {0.1, 0.8});
  const double width = context.draw({0.02, 0.06}, {0.01, 0.08});
  const double depth = context.level_bytes * context.draw({0.1, 0.4}, {0.05, 0.5});
  return trace(context, [&](double u) { return growth * u - (u > at && u < at + width ? depth : 0.0); });
}

std::vector<double> pausing(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), cycles = context.draw({4, 9}, {3.5, 12});
  const double busy = context.draw({0.3, 0.7}, {0.25, 0.8});
  return trace(context, [&](double u) {
    const double whole = std::floor(u * cycles), part = u * cycles - whole;
    return growth * (whole + std::min(1.0, part / busy)) / cycles;
  });
}

std::vector<double> paused_at_end(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), end = context.draw({0.88, 0.97}, {0.87, 0.98});
  return trace(context, [&](double u) { return growth * std::min(1.0, u / end); });
}

std::vector<double> varying_rate(ShapeContext& context) {
  const double growth = context.draw_leak_growth();
  const double swing = context.draw({0.2, 0.7}, {0.1, 0.8}), cycles = context.draw({1.5, 5}, {1.5, 8});
  const double phase = context.uniform() * kTurn;
  return trace(context, [&](double u) {
    return growth * (u + swing * (std::sin(kTurn * cycles * u + phase) - std::sin(phase)) / (kTurn * cycles));
  });
}

std::vector<double> sine_and_drift(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), cycles = context.draw({2.5, 12}, {2.2, 20});
  const double amplitude = growth * context.draw({0.1, 0.5}, {0.05, 0.6}), phase = context.uniform() * kTurn;
  return trace(context, [&](double u) {
    return growth * u + amplitude * (1.0 + std::sin(kTurn * cycles * u + phase));
  });
}

std::vector<double> sawtooth_and_drift(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), amplitude = growth * context.draw({0.2, 1.0}, {0.1, 1.5});
  const double cycles = context.draw({5, 25}, {4.5, 40}), phase = context.uniform();
  const double irregular = context.draw({0.0, 0.3}, {0.0, 0.4});
  double next = phase, last = phase - 1.0;
  return trace(context, [&](double u) {
    while (u * cycles >= next) {
      last = next;
      next += 1.0 + irregular * (2.0 * context.uniform() - 1.0);
    }
    return growth * u + amplitude * (u * cycles - last) / (next - last);
  });
}

std::vector<double> in_correlated_noise(ShapeContext& context) {
  context.noise_correlation = context.draw({0.8, 0.95}, {0.8, 0.97});
  return linear(context);
}

std::vector<double> after_a_step(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), at = context.draw({0.05, 0.4}, {0.03, 0.5});
  const double step = growth * context.draw({0.1, 0.4}, {0.1, 0.6});
  return trace(context, [&](double u) { return growth * u + (u > at ? step : 0.0); });
}

}  // namespace

std::vector<SeriesClass> leak_classes() {
  return {{"leak: linear", true, linear},
          {"leak: 8 MiB stairs", true, staircase_stacks},
          {"leak: 64 MiB stairs", true, staircase_arenas},
          {"leak: brk stairs", true, staircase_brk},
          {"leak: few large steps", true, few_large_steps},
          {"leak: starts midway", true, starts_midway},
          {"leak: after warm-up", true, after_warm_up},
          {"leak: accelerating", true, accelerating},
          {"leak: under spikes", true, under_spikes},
          {"leak: transient drop", true, with_transient_drop},
          {"leak: gaps", true, linear, 1.0},
          {"leak: many gaps", true, linear, 1.0, 0.05, false, true},
          {"leak: pausing", true, pausing},
          {"leak: paused at end", true, paused_at_end},
          {"leak: varying rate", true, varying_rate},
          {"leak: sine + drift", true, sine_and_drift},
          {"leak: sawtooth + drift", true, sawtooth_and_drift},
          {"leak: correlated noise", true, in_correlated_noise},
          {"leak: after a step", true, after_a_step},
          {"leak: falls at exit", true, linear, 0.1, 1.0}};
}

}  // namespace tidemark::detection
