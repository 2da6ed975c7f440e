#include "analyzer/marks/timed_tests.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

// What the clock and the axis of a session showed at the same time.
struct ClockPoint {
  std::int64_t wall_ns;
  std::int64_t axis_ns;
};

// The wall clock of each session, over all its parts. Where it was set back, it counts from where it is ahead again.
std::map<std::string, std::vector<ClockPoint>> clocks_of(std::span<const Recording> recordings) {
  std::map<std::string, std::vector<ClockPoint>> clocks;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      std::vector<ClockPoint>& points = clocks[session.uuid];
      for (std::uint32_t i = session.first_tick; i < session.end_tick; ++i)
        points.push_back({recording.ticks[i].wall_ns, recording.ticks[i].axis_ns});
    }
  }
  for (auto& [uuid, points] : clocks) {
    std::sort(points.begin(), points.end(),
              [](const ClockPoint& one, const ClockPoint& other) { return one.axis_ns < other.axis_ns; });
    std::int64_t highest = INT64_MIN;
    std::erase_if(points, [&](const ClockPoint& point) {
      const bool is_behind = point.wall_ns <= highest;
      highest = std::max(highest, point.wall_ns);
      return is_behind;
    });
  }
  return clocks;
}

// points  at least one
std::int64_t axis_at(const std::vector<ClockPoint>& points, std::int64_t wall_ns) {
  const auto after =
      std::upper_bound(points.begin(), points.end(), wall_ns,
                       [](std::int64_t wall, const ClockPoint& point) { return wall < point.wall_ns; });
  if (after == points.begin()) return points.front().axis_ns - (points.front().wall_ns - wall_ns);
  const ClockPoint& before = *(after - 1);
  const std::int64_t since = wall_ns - before.wall_ns;
  if (after == points.end()) return before.axis_ns + since;
  const double share = static_cast<double>(since) / static_cast<double>(after->wall_ns - before.wall_ns);
  return before.axis_ns + std::llround(share * static_cast<double>(after->axis_ns - before.axis_ns));
}

bool ran_during(const TimedTest& test, const std::vector<ClockPoint>& points) {
  return !points.empty() && to_wall_time(points.front().wall_ns) <= test.end &&
         test.begin <= to_wall_time(points.back().wall_ns);
}

}  // namespace

void add_timed_tests(const TimedTests& timed, std::span<const Recording> recordings, MarkedTests& marked) {
  marked.notes.insert(marked.notes.end(), timed.notes.begin(), timed.notes.end());
  std::map<std::string, std::vector<MarkedTest>> added;
  std::size_t outside = 0;
  std::size_t marked_before = 0;
  const auto clocks = clocks_of(recordings);
  for (const TimedTest& test : timed.tests) {
    bool is_outside = true;
    bool is_marked = false;
    for (const auto& [uuid, points] : clocks) {
      if (!ran_during(test, points)) continue;
      is_outside = false;
      is_marked = is_marked || marked.by_session.contains(uuid);
      if (marked.by_session.contains(uuid)) continue;
      added[uuid].push_back({test.name, axis_at(points, test.begin.time_since_epoch().count()),
                             axis_at(points, test.end.time_since_epoch().count())});
    }
    outside += is_outside ? 1 : 0;
    marked_before += is_marked ? 1 : 0;
  }
  for (auto& [uuid, tests] : added) {
    std::stable_sort(tests.begin(), tests.end(), [](const MarkedTest& one, const MarkedTest& other) {
      return one.begin_ns < other.begin_ns;
    });
    marked.by_session[uuid] = std::move(tests);
  }
  if (outside > 0) {
    marked.notes.push_back(fmt::format(
        "--junit-times: {} of {} ran outside of the recordings' time: left out{}", outside,
        count_of(timed.tests.size(), "test", "tests"),
        outside == timed.tests.size() ? "; times without a zone are taken as of this machine's, see TZ"
                                      : ""));
  }
  if (marked_before > 0) {
    marked.notes.push_back(
        fmt::format("--junit-times: {} left out, as the session has tests that were marked",
                    count_of(marked_before, "test is", "tests are")));
  }
}

}  // namespace tidemark
