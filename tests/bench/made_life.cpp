#include "tests/bench/made_life.hpp"

#include <cmath>
#include <numbers>
#include <random>

namespace tidemark::bench {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr double kKibAMebibyte = 1024.0;
constexpr double kStartMib = 200.0;
constexpr double kGrowthMib = 400.0;  // of a leak, and of waves and teeth
constexpr double kTeeth = 40.0;
constexpr double kWaves = 5.0;

// What a behaviour adds to the level at `part` of the recording, in MiB.
double movement(Behaviour behaviour, double part, double noise) {
  switch (behaviour) {
    case Behaviour::kStill:
      return 0.0;
    case Behaviour::kHealthy:
      return 4.0 * noise;
    case Behaviour::kLeaking:
      return kGrowthMib * part + noise;
    case Behaviour::kSawtooth:
      return kGrowthMib * std::fmod(kTeeth * part, 1.0) + noise;
    case Behaviour::kSeasonal:
      return kGrowthMib * (1.0 + std::sin(2.0 * std::numbers::pi * kWaves * part)) + noise;
  }
  return 0.0;
}

MemoryKib memory_of(double used_mib) {
  const auto used = static_cast<std::int64_t>(used_mib * kKibAMebibyte / 4.0) * 4;  // whole pages
  constexpr std::int64_t kShared = 20 * 1024, kMapped = 400 * 1024;
  return {Kib(used + kShared + kMapped), Kib(used + kShared), Kib(kShared), Kib(used)};
}

}  // namespace

MemoryKib memory_at(Behaviour behaviour, double part, double noise) {
  return memory_of(kStartMib + movement(behaviour, part, noise));
}

std::string_view to_string(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kStill:
      return "still";
    case Behaviour::kHealthy:
      return "healthy";
    case Behaviour::kLeaking:
      return "leaking";
    case Behaviour::kSawtooth:
      return "sawtooth";
    case Behaviour::kSeasonal:
      return "seasonal";
  }
  return "unknown";
}

Recording make_recording(Behaviour behaviour, std::uint32_t samples) {
  Recording recording{};
  Session session{};
  session.uuid = "session";
  session.origin = "recorded";
  session.interval_ns = kSecond;
  session.mem_total = Kib(64 * 1024 * 1024);
  session.end_tick = samples;
  recording.sessions.push_back(session);
  RecordedProcess process{};
  process.pid = 42;
  process.first_tick = 0;
  std::mt19937_64 generator(samples);
  std::normal_distribution<double> normal;
  MemoryKib before;
  for (std::uint32_t i = 0; i < samples; ++i) {
    recording.ticks.push_back({i * kSecond, i * kSecond, kSecond, Kib(32 * 1024 * 1024), 0, {}, {}});
    const double part = static_cast<double>(i) / static_cast<double>(samples);
    const MemoryKib memory = memory_at(behaviour, part, normal(generator));
    if (process.rows.empty() || memory != before) process.rows.push_back({i, memory});
    before = memory;
  }
  recording.processes.push_back(std::move(process));
  return recording;
}

ProcessLife only_life(const Recording& recording) { return {{{&recording, 0}}}; }

std::vector<MetricHistory> metrics_of(const Recording& recording, const History& history) {
  const RecordedLimits recorded{recording.sessions.front().mem_total, {}};
  std::vector<MetricHistory> metrics;
  for (Series& series : make_all_series(history, {})) {
    const Metric metric = series.metric;
    metrics.push_back({std::move(series), find_limit(metric, {}, recorded)});
  }
  return metrics;
}

}  // namespace tidemark::bench
