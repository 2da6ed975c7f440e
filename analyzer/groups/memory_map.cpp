#include "analyzer/groups/memory_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "analyzer/groups/tick_places.hpp"
#include "analyzer/numbers/segments.hpp"

namespace tidemark {
namespace {

constexpr double kSecondsPerNanosecond = 1e-9;

void add_to(std::vector<double>& sum, std::span<const double> bytes, std::size_t first) {
  for (std::size_t i = 0; i < bytes.size(); ++i) sum[first + i] += bytes[i];
}

double highest(const MapArea& area) { return *std::max_element(area.bytes.begin(), area.bytes.end()); }

// Private memory where it is known of any life: sums of several metrics mean nothing.
Metric shown_metric(std::span<const MappedLife> lives) {
  std::optional<Metric> instead;
  for (const MappedLife& life : lives) {
    const std::vector<double>& anon = life.held->anon_bytes;
    if (std::any_of(anon.begin(), anon.end(), [](double bytes) { return bytes > 0.0; })) return Metric::kAnon;
    if (life.held->instead_bytes.empty()) continue;
    if (!instead || life.held->instead == Metric::kRss) instead = life.held->instead;
  }
  return instead.value_or(Metric::kAnon);
}

std::span<const double> bytes_of(const HeldSamples& held, Metric metric) {
  if (metric == Metric::kAnon) return held.anon_bytes;
  if (held.instead == metric) return held.instead_bytes;
  return {};
}

std::vector<MapArea> sum_by_program(const WholeSession& session, std::span<const MappedLife> lives,
                                    Metric metric) {
  std::map<std::string, MapArea> programs;
  for (const MappedLife& life : lives) {
    const std::span<const double> bytes = bytes_of(*life.held, metric);
    if (bytes.empty()) continue;
    MapArea& area = programs[life.program];
    if (area.processes++ == 0) area.bytes.assign(session.seconds.size(), 0.0);
    add_to(area.bytes, bytes, life.held->first);
  }
  std::vector<MapArea> areas;
  for (auto& [program, area] : programs) {
    area.program = program;
    if (highest(area) > 0.0) areas.push_back(std::move(area));
  }
  std::stable_sort(areas.begin(), areas.end(),
                   [](const MapArea& one, const MapArea& other) { return highest(one) > highest(other); });
  return areas;
}

MapArea join(std::span<const MapArea> areas, std::size_t times) {
  MapArea joined{{}, 0, std::vector<double>(times, 0.0)};
  for (const MapArea& area : areas) {
    joined.processes += area.processes;
    add_to(joined.bytes, area.bytes, 0);
  }
  return joined;
}

std::vector<double> available_at(const WholeSession& session) {
  std::vector<double> bytes;
  for (const TickPlace& place : tick_places(session)) {
    const Kib available = place.tick().mem_available;
    bytes.push_back(available.is_known() ? available.bytes() : std::numeric_limits<double>::quiet_NaN());
  }
  const bool is_known =
      std::any_of(bytes.begin(), bytes.end(), [](double value) { return !std::isnan(value); });
  return is_known ? bytes : std::vector<double>();
}

std::vector<MapGap> find_gaps(const WholeSession& session, std::optional<std::chrono::nanoseconds> max_gap) {
  std::vector<std::int64_t> axis_ns;
  std::vector<std::optional<std::int64_t>> interval_ns;
  for (const SessionPart& part : session.parts) {
    for (std::uint32_t i = part.session().first_tick; i < part.session().end_tick; ++i) {
      const Tick& tick = part.recording->ticks[i];
      axis_ns.push_back(tick.axis_ns);
      interval_ns.push_back(tick.interval_ns ? tick.interval_ns : part.session().interval_ns);
    }
  }
  const auto median = median_step(axis_ns);
  std::vector<MapGap> gaps;
  for (std::size_t i = 1; i < axis_ns.size(); ++i) {
    const std::chrono::nanoseconds interval{
        std::max(interval_ns[i - 1].value_or(median->count()), interval_ns[i].value_or(median->count()))};
    const std::chrono::nanoseconds allowed = max_gap.value_or(default_max_gap(interval));
    if (axis_ns[i] - axis_ns[i - 1] <= allowed.count()) continue;
    const auto seconds = [&](std::int64_t ns) {
      return static_cast<double>(ns - session.first->axis_ns) * kSecondsPerNanosecond;
    };
    gaps.push_back({seconds(axis_ns[i - 1]), seconds(axis_ns[i])});
  }
  std::erase_if(gaps, [&](const MapGap& gap) {
    return gap.end_seconds <= 0.0 || gap.begin_seconds >= session.seconds.back();
  });
  return gaps;
}

std::vector<TestSpan> tests_of(const WholeSession& session, const MarkedTests& tests) {
  std::vector<TestSpan> spans;
  const auto marked = tests.by_session.find(session.newest().uuid);
  if (marked == tests.by_session.end()) return spans;
  for (const MarkedTest& test : marked->second) {
    const auto seconds = [&](std::int64_t ns) {
      return static_cast<double>(ns - session.first->axis_ns) * kSecondsPerNanosecond;
    };
    if (seconds(test.end_ns) >= 0.0 && seconds(test.begin_ns) <= session.seconds.back())
      spans.push_back({test.name, seconds(test.begin_ns), seconds(test.end_ns)});
  }
  return spans;
}

}  // namespace

std::vector<double> MemoryMap::total() const {
  std::vector<double> sum(seconds.size(), 0.0);
  for (const MapArea& area : areas) add_to(sum, area.bytes, 0);
  add_to(sum, others.bytes, 0);
  return sum;
}

std::optional<MemoryMap> make_memory_map(const WholeSession& session, std::span<const MappedLife> lives,
                                         const MarkedTests& tests,
                                         std::optional<std::chrono::nanoseconds> max_gap,
                                         const std::optional<SizeOrPercent>& limit) {
  if (session.seconds.empty() || lives.empty()) return std::nullopt;
  MemoryMap map;
  map.start = session.wall_time(0);
  map.host = session.newest().host;
  map.seconds = session.seconds;
  map.metric = shown_metric(lives);
  map.areas = sum_by_program(session, lives, map.metric);
  if (map.areas.empty()) return std::nullopt;
  const std::size_t shown = std::min(map.areas.size(), MemoryMap::kMostPrograms);
  map.others = join(std::span(map.areas).subspan(shown), map.seconds.size());
  map.areas.resize(shown);
  map.available = available_at(session);
  map.limit =
      find_limit(map.metric, limit, {session.newest().mem_total, session.newest().cgroup_limit_bytes});
  map.gaps = find_gaps(session, max_gap);
  map.tests = tests_of(session, tests);
  return map;
}

}  // namespace tidemark
