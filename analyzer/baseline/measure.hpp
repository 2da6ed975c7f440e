#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/growth/settings.hpp"
#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// The level of a metric in one run, and how it moved, in bytes and seconds. Unlike a growth finding, there is
// one for every series that is long enough, over the whole of it, so that runs can be compared.
struct MetricMeasure {
  Metric metric = Metric::kVmSize;
  double end_bytes = 0.0;     // floor at the end
  double floor_bytes = 0.0;   // median floor
  double peak_bytes = 0.0;    // the highest sample
  double growth_bytes = 0.0;  // floor at the end less floor at the start
  double noise_bytes = 0.0;   // deviation by which neighbouring floors differ beyond a steady slope
  double slope_bytes_per_second = 0.0;
  double slope_low = 0.0;  // 95 % interval
  double slope_high = 0.0;
  double seconds = 0.0;  // from the first to the last floor
  // Of a test: the floor at its end less what the process held as it began. Nothing of a whole life, nor of the tests of older baselines.
  std::optional<double> above_begin_bytes = {};
};
using MeasureField = double MetricMeasure::*;

// Measures one metric of a life by the floors of blocks of equal observed time, without the tail of an exit.
//
// Returns  nothing where there are too few samples for floors
// Cost     O(n)
[[nodiscard]] std::optional<MetricMeasure> measure_metric(const Series& series,
                                                          const GrowthSettings& settings = {});

// What a process showed while a test ran once.
struct TestMeasure {
  std::string test;
  FindingWindow window{};              // of the series of its first metric
  std::vector<MetricMeasure> metrics;  // that moved; empty where all held still
};

// Measures the metrics of a life in each of the tests that it saw, from the last sample before the test to
// the first after it. Metrics that held still during a test are left out, so that an idle process takes no room in a baseline, and a
// test of which too few samples tell. A process that is first seen while a test runs held nothing as
// it began.
//
// Cost  O(n) for each test that runs at once
[[nodiscard]] std::vector<TestMeasure> measure_tests(std::span<const Series* const> metrics,
                                                     std::span<const TestSpan> tests,
                                                     const GrowthSettings& settings = {});

}  // namespace tidemark
