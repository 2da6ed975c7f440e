#include "analyzer/inspect/clock_changes.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// NTP slews by at most 0.5 ms a second, and a recorder that is interrupted between reading the two clocks
// finds them milliseconds apart.
constexpr nanoseconds kLeastStep = std::chrono::seconds(1);

}  // namespace

ClockChanges find_clock_changes(const Recording& recording, const Session& session) {
  ClockChanges changes;
  if (session.has_wall_axis) return changes;
  for (std::uint32_t i = session.first_tick + 1; i < session.end_tick; ++i) {
    const Tick& before = recording.ticks[i - 1];
    const Tick& after = recording.ticks[i];
    const nanoseconds passed(after.axis_ns - before.axis_ns);
    const nanoseconds by = nanoseconds(after.wall_ns - before.wall_ns) - passed;
    if (by >= kLeastStep || by <= -kLeastStep) {
      changes.steps.push_back({by, to_wall_time(before.wall_ns)});
    } else {
      changes.slewed += by;
    }
    if (after.gap_reason != "suspended") continue;
    ++changes.suspends;
    if (passed <= changes.longest_suspend) continue;
    changes.longest_suspend = passed;
    changes.longest_after = to_wall_time(before.wall_ns);
  }
  return changes;
}

}  // namespace tidemark
