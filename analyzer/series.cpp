#include "analyzer/series.hpp"

#include <algorithm>
#include <iterator>

#include "analyzer/segments.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

constexpr double kNanosecondsPerSecond = 1e9;

// Returns the stretches of the samples taken, from those of the history that they were taken from.
//
// sources  for each sample, its index in the history; rising
std::vector<Stretch> take_stretches(const std::vector<Stretch>& stretches,
                                    std::span<const std::uint32_t> sources) {
  std::vector<Stretch> taken;
  bool begins_session = false;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    begins_session = begins_session || stretches[i].begins_session;
    const auto begin = std::lower_bound(sources.begin(), sources.end(), stretches[i].first);
    const bool is_empty =
        begin == sources.end() || (i + 1 < stretches.size() && *begin >= stretches[i + 1].first);
    if (is_empty) continue;
    taken.push_back(
        {static_cast<std::size_t>(begin - sources.begin()), stretches[i].interval_ns, begins_session});
    begins_session = false;
  }
  return taken;
}

// Gives the stretches that have no interval the median step of their own samples.
void find_intervals(std::span<const std::int64_t> axis_ns, std::vector<Stretch>& stretches) {
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (stretches[i].interval_ns) continue;
    const std::size_t end = i + 1 < stretches.size() ? stretches[i + 1].first : axis_ns.size();
    const auto step = median_step(axis_ns.subspan(stretches[i].first, end - stretches[i].first));
    stretches[i].interval_ns = step.value_or(nanoseconds(0)).count();
  }
}

double interval_at(const std::vector<Stretch>& stretches, std::size_t sample) {
  const auto after =
      std::upper_bound(stretches.begin(), stretches.end(), sample,
                       [](std::size_t index, const Stretch& stretch) { return index < stretch.first; });
  return static_cast<double>(*std::prev(after)->interval_ns) / kNanosecondsPerSecond;
}

void split(Series& series, std::span<const std::int64_t> axis_ns, std::vector<Stretch> stretches,
           std::optional<nanoseconds> max_gap) {
  find_intervals(axis_ns, stretches);
  std::vector<GapRule> rules;
  for (const Stretch& stretch : stretches) {
    const nanoseconds allowed = max_gap.value_or(default_max_gap(nanoseconds(*stretch.interval_ns)));
    rules.push_back({stretch.first, allowed, stretch.begins_session});
  }
  series.segment_starts = split_at_gaps(axis_ns, rules);
  for (std::size_t i = 0; i < series.segment_starts.size(); ++i) {
    const std::size_t end =
        i + 1 < series.segment_starts.size() ? series.segment_starts[i + 1] : axis_ns.size();
    series.segment_steps.push_back(interval_at(stretches, end - 1));
  }
}

}  // namespace

Series make_series(const History& history, Metric metric, std::optional<nanoseconds> max_gap) {
  Series series;
  series.metric = metric;
  std::vector<std::int64_t> axis_ns;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto bytes = history.memory[i].bytes(metric);
    if (!bytes) continue;
    series.seconds.push_back(static_cast<double>(history.axis_ns[i] - history.axis_ns.front()) /
                             kNanosecondsPerSecond);
    series.bytes.push_back(*bytes);
    series.wall_ns.push_back(history.wall_ns[i]);
    axis_ns.push_back(history.axis_ns[i]);
    series.observations.push_back(static_cast<std::uint32_t>(i));
  }
  split(series, axis_ns, take_stretches(history.stretches, series.observations), max_gap);
  return series;
}

std::vector<Segment> segments_of(const Series& series) {
  std::vector<Segment> segments;
  const std::span seconds(series.seconds);
  const std::span bytes(series.bytes);
  for (std::size_t i = 0; i < series.segment_starts.size(); ++i) {
    const std::size_t first = series.segment_starts[i];
    const std::size_t end =
        i + 1 < series.segment_starts.size() ? series.segment_starts[i + 1] : series.size();
    segments.push_back({first, seconds.subspan(first, end - first), bytes.subspan(first, end - first),
                        series.segment_steps[i]});
  }
  return segments;
}

}  // namespace tidemark
