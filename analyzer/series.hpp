#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/history.hpp"

namespace tidemark {

// One metric of one life. Parallel vectors, one entry a sample.
struct Series {
  Metric metric = Metric::kVmSize;
  std::vector<double> seconds;  // since the life's first observation, strictly rising
  std::vector<double> bytes;
  std::vector<std::int64_t> wall_ns;
  std::vector<std::uint32_t> observations;  // where in the history each sample comes from

  std::vector<std::size_t>
      segment_starts;  // indices at which segments begin, the first 0; empty if there is no sample
  std::vector<double> segment_steps;  // of each segment, the interval in force at its end, in seconds

  [[nodiscard]] std::size_t size() const { return seconds.size(); }
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

// Takes a metric's series out of a history; observations that lack the metric are left out.
//
// max_gap  > 0; where absent, the default for the interval in force. Sessions always cut.
// Cost     O(n)
[[nodiscard]] Series make_series(const History& history, Metric metric,
                                 std::optional<std::chrono::nanoseconds> max_gap);

// Returns the segments of `series` in order, together covering it.
[[nodiscard]] std::vector<Segment> segments_of(const Series& series);

}  // namespace tidemark
