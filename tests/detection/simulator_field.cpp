// Shapes after what recordings from test hosts, containers and production machines look like: several causes
// at once.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

double part_of(std::size_t i, std::size_t samples) {
  return static_cast<double>(i) / static_cast<double>(samples - 1);
}

// Wandering about a level: a first-order process with the given correlation length, as part of the recording.
std::vector<double> wander(ShapeContext& context, double deviation, double correlation_part) {
  std::vector<double> values(context.samples);
  const double keep = std::exp(-1.0 / (correlation_part * static_cast<double>(context.samples)));
  double state = context.normal();
  for (double& value : values) {
    state = keep * state + std::sqrt(1.0 - keep * keep) * context.normal();
    value = state * deviation;
  }
  return values;
}

// A leak in proportion to requests that come by day more than by night.
std::vector<double> load_driven(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), days = context.draw({1.5, 6}, {1.5, 10});
  const double phase = context.uniform() * kTurn, breathing = growth * context.draw({0.0, 0.2}, {0.0, 0.3});
  std::vector<double> bytes = wander(context, growth * 0.03, 0.05);
  double leaked = 0.0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double load = 1.0 + 0.8 * std::sin(kTurn * days * part_of(i, bytes.size()) + phase);
    leaked += growth / static_cast<double>(bytes.size()) * load * (0.5 + context.uniform());
    bytes[i] += context.level_bytes + leaked + breathing * load;
  }
  return bytes;
}

std::vector<double> slowing_load(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), at = context.draw({0.4, 0.6}, {0.35, 0.7});
  const double rate = context.draw({0.6, 0.9}, {0.55, 0.95});
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double u = part_of(i, bytes.size());
    bytes[i] = context.level_bytes + growth * (std::min(u, at) + rate * std::max(0.0, u - at));
  }
  return bytes;
}

std::vector<double> over_wandering(ShapeContext& context) {
  const double growth = context.draw_leak_growth();
  auto bytes = wander(context, growth * context.draw({0.03, 0.1}, {0.02, 0.12}),
                      context.draw({0.02, 0.1}, {0.01, 0.15}));
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] += context.level_bytes + growth * part_of(i, bytes.size());
  return bytes;
}

std::vector<double> bursts(ShapeContext& context) {
  const std::size_t count = 8 + context.draw_count({0, 12}, {0, 25});
  const double size = context.draw_leak_growth() / static_cast<double>(count);
  std::vector<double> bytes(context.samples, context.level_bytes);
  for (std::size_t k = 0; k < count; ++k) {
    const double when = (static_cast<double>(k) + context.uniform()) / static_cast<double>(count);
    const double burst = size * std::exp(0.5 * context.normal());
    const auto first = static_cast<std::size_t>(when * static_cast<double>(context.samples));
    for (std::size_t i = first; i < bytes.size(); ++i) bytes[i] += burst;
  }
  return bytes;
}

// A heap collected at irregular heights whose floor rises with every collection.
std::vector<double> leaking_heap(ShapeContext& context) {
  const double growth = context.draw_leak_growth(), height = growth * context.draw({0.3, 1.2}, {0.3, 1.5});
  const double teeth = context.draw({8, 30}, {8, 50}),
               per_sample = teeth / static_cast<double>(context.samples);
  std::vector<double> bytes(context.samples);
  double garbage = 0.0, limit = 1.0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    garbage += per_sample * (0.6 + 0.8 * context.uniform());
    if (garbage > limit) {
      garbage = 0.1 * context.uniform();
      limit = 0.75 + 0.5 * context.uniform();
    }
    bytes[i] = context.level_bytes + growth * part_of(i, bytes.size()) + height * garbage;
  }
  return bytes;
}

std::vector<double> start_up_then_leak(ShapeContext& context) {
  context.samples = 60 + context.draw_count({0, 60}, {0, 90});
  const double growth = context.draw_leak_growth(), jump = growth * context.draw({0.3, 2.0}, {0.2, 3.0});
  const double end = context.draw({0.05, 0.2}, {0.03, 0.22});
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double u = part_of(i, bytes.size());
    bytes[i] =
        context.level_bytes + jump * std::min(1.0, u / end) + growth * std::max(0.0, u - end) / (1.0 - end);
  }
  return bytes;
}

// A container's working set in a fault-free day: creeping ever more slowly, wandering, stepping, with spikes.
std::vector<double> container(ShapeContext& context) {
  const double level = context.level_bytes, creep = level * context.draw({0.0, 0.3}, {0.0, 0.4});
  auto bytes = wander(context, level * context.draw({0.002, 0.03}, {0.001, 0.05}),
                      context.draw({0.02, 0.3}, {0.01, 0.4}));
  const double tau = context.draw_log({0.01, 0.2}, {0.005, 0.25}),
               rate = context.draw({0.0, 0.02}, {0.0, 0.03});
  const double step_at = context.uniform(), step = level * context.draw({-0.1, 0.3}, {-0.2, 0.5});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double u = part_of(i, bytes.size());
    bytes[i] += level + creep * std::log1p(u / tau) / std::log1p(1.0 / tau) + (u > step_at ? step : 0.0);
    if (context.chance(rate)) bytes[i] += level * context.uniform();
  }
  return bytes;
}

// A batch job in phases: each loads, works with temporary memory, and keeps part of it.
std::vector<double> batch_job(ShapeContext& context) {
  const std::size_t phases = 2 + context.draw_count({0, 3}, {0, 3});
  std::vector<double> bytes(context.samples);
  double kept = 0.0;
  for (std::size_t k = 0; k < phases; ++k) {
    const std::size_t first = k * context.samples / phases, last = (k + 1) * context.samples / phases;
    const double load = context.level_bytes * context.draw({0.1, 1.0}, {0.05, 1.5});
    const double share = context.uniform(), temporary = load * context.uniform();
    for (std::size_t i = first; i < last; ++i) {
      const double u = static_cast<double>(i - first) / static_cast<double>(last - first);
      bytes[i] = context.level_bytes + kept + load * std::min(1.0, u / 0.2) +
                 (u > 0.3 && u < 0.9 ? temporary * std::sin(std::numbers::pi * (u - 0.3) / 0.6) : 0.0);
    }
    kept += load * share;
  }
  return bytes;
}

// A whole machine over days: waves of unlike height, wandering, and a drift that is below a tenth.
std::vector<double> machine(ShapeContext& context) {
  const double level = context.level_bytes, days = context.draw({2, 8}, {1.5, 14}),
               phase = context.uniform() * kTurn;
  const double swing = level * context.draw({0.02, 0.2}, {0.01, 0.3}),
               drift = level * context.draw({-0.06, 0.06}, {-0.07, 0.07});
  auto bytes = wander(context, level * context.draw({0.005, 0.04}, {0.003, 0.05}),
                      context.draw({0.03, 0.3}, {0.02, 0.4}));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double u = part_of(i, bytes.size());
    bytes[i] += level + drift * u +
                swing * std::sin(kTurn * days * u + phase) * (1.0 + 0.3 * std::sin(1.7 * days * u));
  }
  return bytes;
}

// A collected heap seen for a few collections only.
std::vector<double> few_collections(ShapeContext& context) {
  const double amplitude = context.level_bytes * context.draw_log({0.2, 3.0}, {0.1, 5.0});
  const double teeth = context.draw({1.5, 4.5}, {1.4, 5.5}), promoted = context.draw({0.0, 0.15}, {0.0, 0.2});
  const double phase = context.uniform();
  std::vector<double> bytes(context.samples);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const double place = part_of(i, bytes.size()) * teeth + phase, whole = std::floor(place);
    bytes[i] = context.level_bytes + amplitude * ((1.0 - std::exp(-whole)) * promoted * 3.0 + place - whole);
  }
  return bytes;
}

// Caches, pools and lazily loaded code: many steps at first, ever fewer later.
std::vector<double> settling_steps(ShapeContext& context) {
  const std::size_t count = 5 + context.draw_count({0, 20}, {0, 40});
  const double size =
      context.level_bytes * context.draw({0.1, 1.0}, {0.05, 2.0}) / static_cast<double>(count);
  const double tau = context.draw({0.08, 0.25}, {0.05, 0.3});
  std::vector<double> bytes(context.samples, context.level_bytes);
  for (std::size_t k = 0; k < count; ++k) {
    const double when = -tau * std::log(1.0 - context.uniform()), step = size * 2.0 * context.uniform();
    const auto first = static_cast<std::size_t>(std::min(1.0, when) * static_cast<double>(context.samples));
    for (std::size_t i = first; i < bytes.size(); ++i) bytes[i] += step;
  }
  return bytes;
}

}  // namespace

std::vector<SeriesClass> field_classes() {
  return {{"field leak: load-driven", true, load_driven},
          {"field leak: slowing load", true, slowing_load},
          {"field leak: over wandering", true, over_wandering},
          {"field leak: bursts", true, bursts},
          {"field leak: collected heap", true, leaking_heap},
          {"field leak: after start-up", true, start_up_then_leak},
          {"field clean: container", false, container},
          {"field clean: batch job", false, batch_job},
          {"field clean: machine", false, machine},
          {"field clean: few collections", false, few_collections},
          {"field clean: settling steps", false, settling_steps}};
}

}  // namespace tidemark::detection
