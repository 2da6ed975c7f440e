#include "analyzer/kinds/held_samples.hpp"

#include <algorithm>

namespace tidemark {
namespace {

constexpr std::size_t kMostTimes = 200;
constexpr double kNanosecondsPerSecond = 1e9;

}  // namespace

std::vector<double> held_times(const Recording& recording, std::uint32_t session) {
  const Session& its = recording.sessions[session];
  const std::size_t ticks = its.end_tick - its.first_tick;
  if (ticks < 2) return {};
  const std::int64_t span_ns =
      recording.ticks[its.end_tick - 1].axis_ns - recording.ticks[its.first_tick].axis_ns;
  std::vector<double> times(std::min(ticks, kMostTimes));
  const double step =
      static_cast<double>(span_ns) / kNanosecondsPerSecond / static_cast<double>(times.size() - 1);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = step * static_cast<double>(i);
  return times;
}

HeldSamples sample_held(const ProcessLife& life, const History& history, bool stays) {
  const LifePart& part = life.parts.back();
  HeldSamples held{part.recording, part.process().session, part.process_index, 0, {}, {}};
  const std::vector<double> times = held_times(*part.recording, held.session);
  const std::int64_t begin_ns = part.recording->ticks[part.session().first_tick].axis_ns;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto time_ns = begin_ns + static_cast<std::int64_t>(times[i] * kNanosecondsPerSecond);
    if (!stays && time_ns > history.axis_ns.back()) break;
    const auto after = std::upper_bound(history.axis_ns.begin(), history.axis_ns.end(), time_ns);
    if (after == history.axis_ns.begin()) continue;
    if (held.anon_bytes.empty()) held.first = i;
    const auto observation = static_cast<std::size_t>(after - history.axis_ns.begin()) - 1;
    const MemoryKib& memory = history.memory[observation];
    held.anon_bytes.push_back(memory.bytes(Metric::kAnon).value_or(0.0));
    held.shared_bytes.push_back(memory.shared.is_known() ? memory.shared.bytes() : 0.0);
  }
  return held;
}

}  // namespace tidemark
