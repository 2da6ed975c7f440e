#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/lives/block_layout.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/series_values.hpp"

namespace tidemark {

// The times of the samples at which a metric of a life was observed. Parallel vectors, one entry a sample.
struct Timeline {
  std::vector<double> seconds;  // since the life's first observation, strictly rising
  std::vector<std::int64_t> wall_ns;
  std::vector<std::uint32_t> observations;  // where in the history each sample comes from

  // Indices at which segments begin, the first 0; empty if there is no sample.
  std::vector<std::size_t> segment_starts;
  std::vector<double> segment_steps;  // of each segment, the interval in force at its end, in seconds

  mutable BlockLayoutCache layouts;  // of the blocks of these samples
};

// One metric of one life: a value for each sample of a timeline. A life's metrics are mostly observed
// together; they then share one timeline, the larger part of a series, and it lives as long as any of them.
struct Series {
  Series() = default;
  // timeline  of as many samples as bytes
  Series(Metric its_metric, std::shared_ptr<const Timeline> its_timeline, SeriesValues its_bytes);

  Metric metric = Metric::kVmSize;
  SeriesValues bytes;

  // Of the timeline:
  std::span<const double> seconds;
  std::span<const std::int64_t> wall_ns;
  std::span<const std::uint32_t> observations;
  std::span<const std::size_t> segment_starts;
  std::span<const double> segment_steps;
  std::shared_ptr<const Timeline> timeline;

  [[nodiscard]] std::size_t size() const { return bytes.size(); }
  [[nodiscard]] double span_seconds() const {
    return seconds.empty() ? 0.0 : seconds.back() - seconds.front();
  }
};

// A part of a series without a gap, at least one sample; valid while the series lives.
struct Segment {
  std::size_t first;  // index in the series
  std::span<const double> seconds;
  std::span<const double> bytes;
  double step_seconds;
};

// Takes a metric's series out of a history. Observations that lack the metric are left out; a new session
// always begins a segment.
//
// max_gap  > 0; absent: the default for the interval in force
// Cost     O(n)
[[nodiscard]] Series make_series(const History& history, Metric metric,
                                 std::optional<std::chrono::nanoseconds> max_gap);

// Takes the series of all metrics, in the order of kAllMetrics, in one pass where all are known at every
// observation.
//
// complete  the timeline of metrics known at every observation; null for none. One that is there already, of
//           a history with the same observations, is used; otherwise a new one is left there
[[nodiscard]] std::vector<Series> make_all_series(const History& history,
                                                  std::optional<std::chrono::nanoseconds> max_gap,
                                                  std::shared_ptr<const Timeline>* complete = nullptr);

// Returns the segments of `series` in order, together covering it.
[[nodiscard]] std::vector<Segment> segments_of(const Series& series);

}  // namespace tidemark
