#include "analyzer/judge/metrics/heap_growth.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "analyzer/growth/rising_floors.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// Returns what was left of the heap when a window began, as far as that was seen.
double left_at(const CollectedHeap& heap, double seconds) {
  const auto after = std::upper_bound(heap.seconds.begin(), heap.seconds.end(), seconds);
  if (after == heap.seconds.begin()) return 0.0;
  return heap.left_bytes[static_cast<std::size_t>(after - heap.seconds.begin()) - 1];
}

// at  index -> seconds of the life and wall time of what the floors were taken from
template <typename At>
MetricGrowth to_metric_growth(Metric metric, const GrowthFinding& growth, At at,
                              const std::optional<double>& limit_bytes, const GrowthJudgeSettings& settings) {
  const JudgedGrowth judged = judge_growth(growth, limit_bytes, settings.verdict);
  MetricGrowth result;
  Finding& finding = result.finding;
  finding.detector = "growth";
  finding.metric = metric;
  result.verdict = finding.verdict = judged.verdict;
  finding.reason = judged.reason.empty() ? "no collection was seen" : judged.reason;
  for (const AskedGrowthRule& asked : growth.rules) {
    finding.rules.push_back({to_string(asked.rule), asked.figure, asked.value, asked.bound, asked.passed});
  }
  finding.rules.insert(finding.rules.end(), judged.rules.begin(), judged.rules.end());
  if (growth.window.samples == 0) return result;
  const auto [first_seconds, first_wall_ns] = at(growth.window.first);
  const auto [last_seconds, last_wall_ns] = at(growth.window.last);
  finding.window = {to_wall_time(first_wall_ns), to_wall_time(last_wall_ns), growth.window.span_seconds,
                    growth.window.samples, first_seconds};
  finding.first_bytes = growth.first_bytes;
  finding.last_bytes = growth.last_bytes;
  set_growth_figures(finding, growth, judged, last_seconds, limit_bytes);
  return result;
}

// What collections of the whole heap leave is alive, however many there were.
FloorSettings floors_of_whole(FloorSettings settings) {
  settings.collections_before_promotion = std::numeric_limits<std::int64_t>::max();
  return settings;
}

// Whether the collections behind the last of the whole heap do not say that the rise has ended: what they leave is
// alive, and more.
bool goes_on(const Finding& rise, const CollectedHeap& heap) {
  constexpr double kAtLeast = 0.5;  // of the slope; filled tables add nothing more
  const double rise_end = rise.window.begin_seconds + rise.window.seconds;
  return heap.left_bytes.back() - rise.last_bytes >=
         kAtLeast * rise.slope_bytes_per_second * (heap.seconds.back() - rise_end);
}

void hold(MetricGrowth& growth, std::string reason) {
  growth.verdict = growth.finding.verdict = Verdict::kSuspect;
  growth.finding.reason = std::move(reason);
}

}  // namespace

MetricGrowth judge_heap_growth(const CollectedHeap& heap, const History& history,
                               const GrowthJudgeSettings& settings) {
  const double end_seconds = static_cast<double>(history.axis_ns.back() - history.axis_ns.front()) / 1e9;
  const auto judge = [&](const CollectedHeap& collected, const FloorSettings& floors) {
    const GrowthFinding growth = find_rising_floors(collected, end_seconds, floors);
    const auto at = [&](std::size_t index) {
      return std::pair(collected.seconds[index], collected.wall_ns[index]);
    };
    return to_metric_growth(Metric::kHeap, growth, at, heap.most_bytes, settings);
  };
  MetricGrowth by_all = judge(heap, settings.cause.floors);
  const CollectedHeap whole = after_whole_collections(heap);
  if (by_all.verdict >= Verdict::kLeak || whole.seconds.size() < settings.cause.floors.fewest_floors)
    return by_all;
  MetricGrowth by_whole = judge(whole, floors_of_whole(settings.cause.floors));
  return by_whole.verdict >= Verdict::kLeak && goes_on(by_whole.finding, heap) ? by_whole : by_all;
}

MetricGrowth judge_troughs(const History& history, const MetricHistory& metric, const ProcessTraits& traits,
                           const GrowthJudgeSettings& settings) {
  const Series& series = metric.series;
  const GrowthFinding growth = find_rising_troughs(series.seconds, series.bytes, settings.cause.floors);
  const auto at = [&](std::size_t index) { return std::pair(series.seconds[index], series.wall_ns[index]); };
  const auto limit = traits.heap_bound_bytes ? traits.heap_bound_bytes
                                             : ceiling_at(history, metric, series.size() - 1).bytes;
  return to_metric_growth(series.metric, growth, at, limit, settings);
}

void hold_to_heap(MetricGrowth& growth, const CollectedHeap* heap, const MetricGrowth* heap_growth,
                  const GrowthJudgeSettings& settings) {
  const Finding& finding = growth.finding;
  if (growth.verdict < Verdict::kLeak || finding.metric == Metric::kVmSize) return;
  if (heap == nullptr) {
    if (finding.window.seconds >= settings.seconds_without_heap) return;
    hold(growth, fmt::format("a Java heap by its resident memory alone, which grew for less than {}",
                             format_seconds(settings.seconds_without_heap)));
    return;
  }
  if (!heap->capacity_bytes) return;
  const double room = *heap->capacity_bytes - left_at(*heap, finding.window.begin_seconds);
  if (heap_growth->verdict >= Verdict::kLeak || finding.last_bytes - finding.first_bytes > room) return;
  hold(growth, fmt::format("a Java heap of {} covers it: {}", format_size(*heap->capacity_bytes),
                           heap_growth->finding.reason));
}

}  // namespace tidemark
