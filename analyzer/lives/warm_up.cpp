#include "analyzer/lives/warm_up.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark {

std::int64_t start_of(const ProcessLife& life) {
  const LifePart& first = life.parts.front();
  const RecordedProcess& process = first.process();
  const Session& session = first.session();
  const bool is_told = process.start_ticks && session.clock_ticks_per_second && !session.has_wall_axis;
  if (!is_told || process.exec_generation != 0) return first.begin_ns();
  const double seconds =
      static_cast<double>(*process.start_ticks) / static_cast<double>(*session.clock_ticks_per_second);
  return std::min<std::int64_t>(first.begin_ns(), std::llround(seconds * 1e9));
}

std::size_t leave_out_warm_up(History& history, std::int64_t start_ns, std::chrono::nanoseconds duration) {
  const std::int64_t end = start_ns + duration.count();
  const auto first = std::lower_bound(history.axis_ns.begin(), history.axis_ns.end(), end);
  const auto count = static_cast<std::size_t>(first - history.axis_ns.begin());
  if (count == 0) return 0;
  drop_front(history, count);
  return count;
}

}  // namespace tidemark
