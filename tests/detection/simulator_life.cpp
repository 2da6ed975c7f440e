// Shapes that recordings of real programs showed: stamps that are events, heaps at
// bound, stalls, few samples, coarse units, pages that were swapped out, work in phases.
#include <algorithm>
#include <cmath>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {
namespace {

constexpr double kMebibyte = 1048576.0;

double part_of(std::size_t i, std::size_t samples) {
  return static_cast<double>(i) / static_cast<double>(samples - 1);
}

template <typename Shape>
std::vector<double> trace(const ShapeContext& context, Shape shape) {
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = context.level_bytes + shape(part_of(i, bytes.size()));
  return bytes;
}

// Collections come when the free part of the heap is full, so ever faster while what lives grows.
std::vector<double> collected_ever_faster(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), left_free = context.draw({0.03, 0.3}, {0.01, 0.4});
  context.noise_bytes = std::min(context.noise_bytes, growth * 0.01);
  context.event_times.resize(context.samples);
  std::vector<double> bytes(context.samples);
  double total = 0.0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    context.event_times[i] = total;
    const double u = part_of(i, bytes.size());
    total += std::pow(left_free, u) * (0.7 + 0.6 * context.uniform());
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    context.event_times[i] /= total;
    bytes[i] = context.level_bytes + growth * context.event_times[i];
  }
  return bytes;
}

// A heap whose live part holds still, looked at after each collection of a load that comes and goes.
std::vector<double> collected_at_rest(ShapeContext& context) {
  context.event_times.resize(context.samples);
  double total = 0.0;
  for (double& when : context.event_times) {
    when = total;
    total += -std::log(1.0 - context.uniform());
  }
  for (double& when : context.event_times) when /= total;
  const double warm = context.level_bytes * context.draw({0.0, 0.5}, {0.0, 0.8}),
               tau = context.draw({0.02, 0.15}, {0.01, 0.2});
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = context.level_bytes + warm * (1.0 - std::exp(-context.event_times[i] / tau));
  return bytes;
}

// Leaks, and stands still at the end for less than a quarter of the growth's time.
std::vector<double> stalls_at_end(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), pause = context.draw({0.05, 0.14}, {0.03, 0.16});
  return trace(context, [&](double u) { return growth * std::min(1.0, u / (1.0 - pause)); });
}

std::vector<double> few_samples(ShapeContext& context) {
  context.samples = 6 + context.draw_count({0, 10}, {0, 14});
  const double growth = std::max(context.draw_leak_growth(), 0.3 * context.level_bytes);
  context.noise_bytes = std::min(context.noise_bytes, growth * context.draw({0.0, 0.02}, {0.0, 0.03}));
  return trace(context, [&](double u) { return growth * u; });
}

std::vector<double> few_samples_irregular(ShapeContext& context) {
  std::vector<double> bytes = few_samples(context);
  const double growth = bytes.back() - bytes.front();
  context.event_times.resize(context.samples);
  double total = 0.0;
  for (double& when : context.event_times) when = total += 0.3 + 1.4 * context.uniform();
  const double first = context.event_times.front(), span = context.event_times.back() - first;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    context.event_times[i] = (context.event_times[i] - first) / span;
    bytes[i] = context.level_bytes + growth * context.event_times[i];
  }
  return bytes;
}

// A start of which only a few samples were seen.
std::vector<double> few_samples_of_start(ShapeContext& context) {
  context.samples = 6 + context.draw_count({0, 10}, {0, 14});
  const double warm = context.level_bytes * context.draw({0.1, 1.0}, {0.1, 2.0}),
               tau = context.draw({0.1, 0.35}, {0.05, 0.4});
  context.noise_bytes = std::min(context.noise_bytes, warm * 0.02);
  return trace(context, [&](double u) { return warm * (1.0 - std::exp(-u / tau)); });
}

std::vector<double> few_noisy_samples(ShapeContext& context) {
  context.samples = 6 + context.draw_count({0, 10}, {0, 14});
  context.noise_bytes = context.level_bytes * context.draw({0.05, 0.3}, {0.03, 0.5});
  return trace(context, [](double) { return 0.0; });
}

// Values in whole megabytes, as many tools print them.
std::vector<double> coarse_units(ShapeContext& context) {
  context.level_bytes = context.draw({20.0, 60.0}, {10.0, 80.0}) * kMebibyte;
  const double growth = context.level_bytes * context.draw({0.25, 1.0}, {0.2, 2.0});
  context.has_noise = false;
  auto bytes = trace(context, [&](double u) { return growth * u; });
  for (double& value : bytes) value = std::round(value / 1e6) * 1e6;
  return bytes;
}

// RSS of a leak part of which the kernel swaps out, once or twice.
std::vector<double> partly_swapped_out(ShapeContext& context) {
  const double growth = context.draw_leak_growth() * 1.5, at = context.draw({0.25, 0.5}, {0.2, 0.55});
  const double fall = growth * at * context.draw({0.2, 0.6}, {0.1, 0.7});
  return trace(context, [&](double u) { return growth * u - (u > at ? fall : 0.0); });
}

// Works in tests and idles between them; each test keeps something.
std::vector<double> in_phases(ShapeContext& context) {
  const std::size_t phases = 5 + context.draw_count({0, 8}, {0, 12});
  const double growth = context.draw_leak_growth(), busy = context.draw({0.2, 0.8}, {0.15, 0.9});
  const double phase = context.uniform();
  return trace(context, [&](double u) {
    const double place = u * static_cast<double>(phases) + phase, whole = std::floor(place);
    return growth * (whole + std::min(1.0, (place - whole) / busy)) / static_cast<double>(phases);
  });
}

// A test suite that loads more with every module, and then runs them.
std::vector<double> loads_then_runs(ShapeContext& context) {
  const double load = context.level_bytes * context.draw({0.3, 1.5}, {0.2, 3.0}),
               end = context.draw({0.15, 0.5}, {0.1, 0.6});
  const double steps = std::floor(context.draw({5, 15}, {4, 25}));
  return trace(context, [&](double u) { return load * std::min(1.0, std::floor(u / end * steps) / steps); });
}

// Grows as far as its bound, and stays.
std::vector<double> held_at_bound(ShapeContext& context) {
  const double growth = context.level_bytes * context.draw({0.3, 2.0}, {0.2, 4.0}),
               at = context.draw({0.3, 0.7}, {0.25, 0.75});
  return trace(context, [&](double u) { return growth * std::min(1.0, u / at); });
}

}  // namespace

std::vector<SeriesClass> life_classes() {
  return {
      {"life leak: collected ever faster", true, collected_ever_faster, 0.0, 0.0},
      {"life leak: stalls at end", true, stalls_at_end, 0.0, 0.0},
      {"life leak: few samples", true, few_samples, 0.0, 0.0},
      {"life leak: few, irregular", true, few_samples_irregular, 0.0, 0.0},
      {"life leak: coarse units", true, coarse_units},
      {"life leak: partly swapped out", true, partly_swapped_out},
      {"life leak: in phases", true, in_phases},
      {"life clean: collected at rest", false, collected_at_rest, 0.0, 0.0},
      {"life clean: few of start", false, few_samples_of_start, 0.0, 0.0},
      {"life clean: few noisy", false, few_noisy_samples, 0.0, 0.0},
      {"life clean: loads, then runs", false, loads_then_runs},
      {"life clean: held at bound", false, held_at_bound},
  };
}

}  // namespace tidemark::detection
