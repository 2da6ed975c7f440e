#include "analyzer/kinds/whole_session.hpp"

#include <algorithm>
#include <cstddef>

namespace tidemark {
namespace {

constexpr std::size_t kMostTimes = 200;
constexpr double kNanosecondsPerSecond = 1e9;

std::vector<double> even_times(std::int64_t span_ns, std::size_t ticks) {
  if (ticks < 2) return {};
  std::vector<double> times(std::min(ticks, kMostTimes));
  const double step =
      static_cast<double>(span_ns) / kNanosecondsPerSecond / static_cast<double>(times.size() - 1);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = step * static_cast<double>(i);
  return times;
}

void set_times(WholeSession& whole, const TimeRange& range) {
  const Session& session = whole.session();
  const auto is_outside = [&](std::uint32_t tick) {
    return !range.contains(to_wall_time(whole.recording->ticks[tick].wall_ns));
  };
  std::uint32_t first = session.first_tick, end = session.end_tick;
  while (first + 1 < end && is_outside(first)) ++first;
  while (end - 1 > first && is_outside(end - 1)) --end;
  const Tick& begin = whole.recording->ticks[first];
  whole.begin_ns = begin.axis_ns;
  whole.begin_wall_ns = begin.wall_ns;
  whole.seconds = even_times(whole.recording->ticks[end - 1].axis_ns - begin.axis_ns, end - first);
}

}  // namespace

WholeSessions find_sessions(std::span<const Recording> recordings, const TimeRange& range) {
  const auto ticks_of = [](const Session& session) { return session.end_tick - session.first_tick; };
  WholeSessions sessions;
  for (const Recording& recording : recordings) {
    for (std::uint32_t index = 0; index < recording.sessions.size(); ++index) {
      const Session& session = recording.sessions[index];
      if (ticks_of(session) == 0) continue;
      WholeSession& whole = sessions[{session.uuid, session.part}];
      if (whole.recording != nullptr && ticks_of(whole.session()) >= ticks_of(session)) continue;
      whole.recording = &recording;
      whole.index = index;
    }
  }
  for (auto& [key, whole] : sessions) set_times(whole, range);
  return sessions;
}

}  // namespace tidemark
