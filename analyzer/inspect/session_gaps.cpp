#include "analyzer/inspect/session_gaps.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "analyzer/numbers/segments.hpp"
#include "schema/bounds.hpp"

namespace tidemark {

using std::chrono::nanoseconds;

SessionGaps find_session_gaps(const Recording& recording, const Session& session) {
  SessionGaps gaps;
  const std::span ticks(recording.ticks.data() + session.first_tick, session.end_tick - session.first_tick);
  std::vector<std::int64_t> axis_ns;
  for (const Tick& tick : ticks) axis_ns.push_back(tick.axis_ns);
  const nanoseconds median = median_step(axis_ns).value_or(nanoseconds(0));
  std::vector<GapRule> rules;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    if (ticks[i].missed_before > 0) {
      std::int64_t& missed = gaps.missed[ticks[i].gap_reason.value_or("unknown")];
      missed = std::min(missed + ticks[i].missed_before, kMostCount);
    }
    const auto interval_ns = ticks[i].interval_ns ? ticks[i].interval_ns : session.interval_ns;
    rules.push_back({i, default_max_gap(interval_ns ? nanoseconds(*interval_ns) : median)});
  }
  for (const std::size_t start : split_at_gaps(axis_ns, rules)) {
    if (start == 0) continue;
    ++gaps.count;
    const nanoseconds length(axis_ns[start] - axis_ns[start - 1]);
    if (length <= gaps.longest) continue;
    gaps.longest = length;
    gaps.longest_after = to_wall_time(ticks[start - 1].wall_ns);
  }
  return gaps;
}

}  // namespace tidemark
