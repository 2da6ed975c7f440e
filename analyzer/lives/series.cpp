#include "analyzer/lives/series.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "analyzer/numbers/segments.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

constexpr double kNanosecondsPerSecond = 1e9;

// Returns the stretches of the samples, given those of the history that the samples were taken from.
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

void split(Timeline& timeline, std::span<const std::int64_t> axis_ns, std::vector<Stretch> stretches,
           std::optional<nanoseconds> max_gap) {
  find_intervals(axis_ns, stretches);
  std::vector<GapRule> rules;
  for (const Stretch& stretch : stretches) {
    const nanoseconds allowed = max_gap.value_or(default_max_gap(nanoseconds(*stretch.interval_ns)));
    rules.push_back({stretch.first, allowed, stretch.begins_session});
  }
  timeline.segment_starts = split_at_gaps(axis_ns, rules);
  for (std::size_t i = 0; i < timeline.segment_starts.size(); ++i) {
    const std::size_t end =
        i + 1 < timeline.segment_starts.size() ? timeline.segment_starts[i + 1] : axis_ns.size();
    timeline.segment_steps.push_back(interval_at(stretches, end - 1));
  }
}

double seconds_between(std::int64_t first_ns, std::int64_t last_ns) {
  return static_cast<double>(last_ns - first_ns) / kNanosecondsPerSecond;
}

// Makes the timeline of a metric that is known at all observations.
std::shared_ptr<const Timeline> complete_timeline(const History& history,
                                                  std::optional<nanoseconds> max_gap) {
  auto timeline = std::make_shared<Timeline>();
  timeline->seconds.resize(history.size());
  for (std::size_t i = 0; i < history.size(); ++i) {
    timeline->seconds[i] = seconds_between(history.axis_ns.front(), history.axis_ns[i]);
  }
  timeline->wall_ns = history.wall_ns;
  timeline->observations.resize(history.size());
  std::iota(timeline->observations.begin(), timeline->observations.end(), 0U);
  split(*timeline, history.axis_ns, history.stretches, max_gap);
  return timeline;
}

Series make_incomplete_series(const History& history, Metric metric, std::optional<nanoseconds> max_gap) {
  Timeline timeline;
  std::vector<double> bytes;
  std::vector<std::int64_t> axis_ns;
  const auto runs = history.memory.runs();
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto value = runs[run].memory.bytes(metric);
    if (!value) continue;
    const std::size_t end = run + 1 < runs.size() ? runs[run + 1].first : history.size();
    for (std::size_t i = runs[run].first; i < end; ++i) {
      bytes.push_back(*value);
      timeline.seconds.push_back(seconds_between(history.axis_ns.front(), history.axis_ns[i]));
      timeline.wall_ns.push_back(history.wall_ns[i]);
      timeline.observations.push_back(static_cast<std::uint32_t>(i));
      axis_ns.push_back(history.axis_ns[i]);
    }
  }
  split(timeline, axis_ns, take_stretches(history.stretches, timeline.observations), max_gap);
  return {metric, std::make_shared<const Timeline>(std::move(timeline)), std::move(bytes)};
}

// Returns what `kib_of` gives for each observation, in bytes; nothing where it is unknown at one.
template <typename KibOf>
std::optional<SeriesValues> complete_values_of(const History& history, KibOf&& kib_of) {
  SeriesValues::Runs runs;
  runs.first.reserve(history.memory.runs().size());
  runs.value.reserve(history.memory.runs().size());
  for (const MemoryRuns::Run& run : history.memory.runs()) {
    const Kib kib = kib_of(run.memory);
    if (!kib.is_known()) return std::nullopt;
    const double bytes = kib.bytes();
    if (runs.value.empty() || runs.value.back() != bytes) runs.push_back(run.first, bytes);
  }
  return SeriesValues(std::move(runs), history.size());
}

// Returns the metric's values; nothing where it is unknown at an observation. Each metric has a loop of its
// own, so that none chooses a metric within.
std::optional<SeriesValues> complete_values(const History& history, Metric metric) {
  switch (metric) {
    case Metric::kVmSize:
      return complete_values_of(history, [](const MemoryKib& memory) { return memory.vm_size; });
    case Metric::kRss:
      return complete_values_of(history, [](const MemoryKib& memory) { return memory.rss; });
    case Metric::kAnon:
      return complete_values_of(history, [](const MemoryKib& memory) { return memory.anon(); });
    case Metric::kData:
      return complete_values_of(history, [](const MemoryKib& memory) { return memory.data; });
    case Metric::kHeap:
    case Metric::kOutside:
    case Metric::kCount:
      break;
  }
  return std::nullopt;
}

std::vector<Series> make_series_of(const History& history, std::span<const Metric> metrics,
                                   std::optional<nanoseconds> max_gap,
                                   std::shared_ptr<const Timeline>& complete) {
  std::vector<Series> all;
  for (const Metric metric : metrics) {
    auto bytes = complete_values(history, metric);
    if (!bytes) {
      all.push_back(make_incomplete_series(history, metric, max_gap));
      continue;
    }
    if (!complete) complete = complete_timeline(history, max_gap);
    all.emplace_back(metric, complete, std::move(*bytes));
  }
  return all;
}

}  // namespace

Series::Series(Metric its_metric, std::shared_ptr<const Timeline> its_timeline, SeriesValues its_bytes)
    : metric(its_metric),
      bytes(std::move(its_bytes)),
      seconds(its_timeline->seconds),
      wall_ns(its_timeline->wall_ns),
      observations(its_timeline->observations),
      segment_starts(its_timeline->segment_starts),
      segment_steps(its_timeline->segment_steps),
      timeline(std::move(its_timeline)) {}

Series make_series(const History& history, Metric metric, std::optional<nanoseconds> max_gap) {
  std::shared_ptr<const Timeline> complete;
  return std::move(make_series_of(history, {&metric, 1}, max_gap, complete).front());
}

std::vector<Series> make_all_series(const History& history, std::optional<nanoseconds> max_gap,
                                    std::shared_ptr<const Timeline>* complete) {
  std::shared_ptr<const Timeline> own;
  return make_series_of(history, kAllMetrics, max_gap, complete != nullptr ? *complete : own);
}

std::vector<Segment> segments_of(const Series& series) {
  std::vector<Segment> segments;
  const std::span bytes(series.bytes);
  for (std::size_t i = 0; i < series.segment_starts.size(); ++i) {
    const std::size_t first = series.segment_starts[i];
    const std::size_t end =
        i + 1 < series.segment_starts.size() ? series.segment_starts[i + 1] : series.size();
    segments.push_back({first, series.seconds.subspan(first, end - first), bytes.subspan(first, end - first),
                        series.segment_steps[i]});
  }
  return segments;
}

}  // namespace tidemark
