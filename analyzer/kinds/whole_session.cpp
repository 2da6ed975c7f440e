#include "analyzer/kinds/whole_session.hpp"

#include <algorithm>
#include <utility>

namespace tidemark {
namespace {

constexpr std::size_t kMostTimes = 200;
constexpr double kNanosecondsPerSecond = 1e9;

std::size_t ticks_of(const SessionPart& part) { return part.session().end_tick - part.session().first_tick; }

std::vector<double> even_times(std::int64_t span_ns, std::size_t ticks) {
  if (ticks < 2) return {};
  std::vector<double> times(std::min(ticks, kMostTimes));
  const double step =
      static_cast<double>(span_ns) / kNanosecondsPerSecond / static_cast<double>(times.size() - 1);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = step * static_cast<double>(i);
  return times;
}

void set_times(WholeSession& whole, const TimeRange& range) {
  std::size_t within = 0;
  for (const SessionPart& part : whole.parts) {
    for (std::uint32_t i = part.session().first_tick; i < part.session().end_tick; ++i) {
      const Tick& tick = part.recording->ticks[i];
      if (!range.contains(to_wall_time(tick.wall_ns))) continue;
      if (within++ == 0) whole.first = &tick;
      whole.last = &tick;
    }
  }
  const SessionPart& oldest = whole.parts.front();
  if (within == 0) whole.first = whole.last = &oldest.recording->ticks[oldest.session().first_tick];
  whole.seconds = even_times(whole.last->axis_ns - whole.first->axis_ns, within);
}

}  // namespace

WholeSessions join_sessions(std::span<const Recording> recordings, const TimeRange& range) {
  std::map<std::pair<std::string, std::int64_t>, SessionPart> parts;
  for (const Recording& recording : recordings) {
    for (std::uint32_t index = 0; index < recording.sessions.size(); ++index) {
      const SessionPart part{&recording, index};
      if (ticks_of(part) == 0) continue;
      const auto [known, is_new] = parts.try_emplace({part.session().uuid, part.session().part}, part);
      if (!is_new && ticks_of(known->second) < ticks_of(part)) known->second = part;
    }
  }
  WholeSessions sessions;
  for (const auto& [key, part] : parts) sessions[key.first].parts.push_back(part);
  for (auto& [uuid, whole] : sessions) set_times(whole, range);
  return sessions;
}

}  // namespace tidemark
