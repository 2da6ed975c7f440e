#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/lives/metric_history.hpp"
#include "analyzer/marks/marked_tests.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// The most points of a line: about as many as a wide screen has pixels.
inline constexpr std::size_t kMostPlotPoints = 2000;

// One metric over time, thinned out for drawing. Parallel vectors.
struct PlotLine {
  Metric metric = Metric::kVmSize;
  std::vector<double> seconds;  // since the plot's start, strictly rising
  std::vector<double> bytes;
  std::vector<std::size_t> segment_starts;  // before each but the first lies a gap of the recording
  double end_bytes = 0.0;                   // the last value before the fall of an exit
};

// The lines and tests of one life, to be drawn.
struct ProcessPlot {
  WallTime start;               // of second 0
  std::vector<PlotLine> lines;  // of the metrics that were recorded
  std::vector<TestSpan> tests;
};

// Thins a line out to at most `most_points`. The lowest and the highest sample of each of equal spans of time
// stay, so that spikes survive; so do the first and the last sample. Of very many gaps the longest are kept.
//
// most_points  at least 8
// Cost         O(n)
[[nodiscard]] PlotLine thin_out(const PlotLine& line, std::size_t most_points);

// Returns what is to be drawn of a life.
//
// history      of the life, at least one observation
// most_points  of each metric
[[nodiscard]] ProcessPlot make_plot(const History& history, std::span<const MetricHistory> metrics,
                                    std::vector<TestSpan> tests, std::size_t most_points);

// Returns for each test the lane, counted from 0, in which it is drawn. Tests that overlap lie in different
// lanes, but where too many run at once the last lane takes the rest.
//
// tests       in the order in which they began
// most_lanes  at least 1
[[nodiscard]] std::vector<std::size_t> lanes_of(std::span<const TestSpan> tests, std::size_t most_lanes);

}  // namespace tidemark
