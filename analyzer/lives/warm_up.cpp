#include "analyzer/lives/warm_up.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

std::int64_t begin_of(const ProcessLife& life) {
  const LifePart& first = life.parts.front();
  const RecordedProcess& process = first.process();
  const Session& session = first.session();
  const bool is_told = process.start_ticks && session.clock_ticks_per_second && !session.has_wall_axis;
  if (!is_told || process.exec_generation != 0) return first.begin_ns();
  const double seconds =
      static_cast<double>(*process.start_ticks) / static_cast<double>(*session.clock_ticks_per_second);
  return std::min<std::int64_t>(first.begin_ns(), std::llround(seconds * 1e9));
}

template <typename Value>
void drop_front(std::vector<Value>& values, std::size_t count) {
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

// Drops the first `count` observations from the stretches. The first stretch left begins with the first
// observation kept, and begins no session any more.
void drop_stretches(std::vector<Stretch>& stretches, std::size_t count, bool keeps_any) {
  const auto after =
      std::upper_bound(stretches.begin(), stretches.end(), count,
                       [](std::size_t index, const Stretch& stretch) { return index < stretch.first; });
  stretches.erase(stretches.begin(), keeps_any ? after - 1 : stretches.end());
  for (Stretch& stretch : stretches) stretch.first = std::max(stretch.first, count) - count;
  if (!stretches.empty()) stretches.front().begins_session = false;
}

}  // namespace

std::size_t leave_out_warm_up(History& history, const ProcessLife& life, std::chrono::nanoseconds duration) {
  const std::int64_t end = begin_of(life) + duration.count();
  const auto first = std::lower_bound(history.axis_ns.begin(), history.axis_ns.end(), end);
  const auto count = static_cast<std::size_t>(first - history.axis_ns.begin());
  if (count == 0) return 0;
  drop_stretches(history.stretches, count, count < history.size());
  drop_front(history.axis_ns, count);
  drop_front(history.wall_ns, count);
  history.memory.drop_front(count);
  drop_front(history.mem_available, count);
  return count;
}

}  // namespace tidemark
