#include "analyzer/life_summary.hpp"

#include <algorithm>

namespace tidemark {
namespace {

double seconds_of(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) * 1e-9; }

// Whether it ended before its session did, as far as that can be told.
bool has_ended(const ProcessLife& life, const History& history) {
  if (life.process().exit_tick) return true;
  const Session& session = life.session();
  if (!session.every_sample || history.size() < 2 || session.end_tick == session.first_tick) return false;
  const std::int64_t last_of_session = life.parts.back().recording->ticks[session.end_tick - 1].wall_ns;
  const std::size_t last = history.size() - 1;
  const std::int64_t mean_step =
      (history.wall_ns[last] - history.wall_ns[0]) / static_cast<std::int64_t>(last);
  constexpr std::int64_t kStepsWithoutIt = 5;
  return last_of_session - history.wall_ns[last] > kStepsWithoutIt * mean_step;
}

std::optional<double> peak_of(const History& history, Metric metric) {
  std::optional<double> peak;
  for (const MemoryRuns::Run& run : history.memory.runs()) peak = std::max(peak, run.memory.bytes(metric));
  return peak;
}

}  // namespace

LifeSummary summarize_life(const ProcessLife& life, const History& history) {
  const RecordedProcess& process = life.process();
  LifeSummary summary{
      process.name + '\n' + process.exe.value_or("") + '\n' + process.command_line.value_or(""),
      0,
      0,
      has_ended(life, history),
      0,
      Verdict::kInsufficient};
  if (history.size() == 0) return summary;
  summary.begin_seconds = seconds_of(history.wall_ns.front());
  summary.end_seconds = seconds_of(history.wall_ns.back());
  for (const Metric metric : kAllMetrics) {
    const auto peak = peak_of(history, metric);
    if (!peak) continue;
    summary.peak_bytes = *peak;
    break;
  }
  return summary;
}

}  // namespace tidemark
