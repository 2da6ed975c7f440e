#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"
#include "tests/detection/simulator.hpp"

namespace tidemark::detection {

struct MarkedSeries {
  Series series;
  std::vector<TestSpan> tests;
};

// A process that works only while tests run: the simulated series, cut into tests, with times between them,
// before the first and after the last in which it holds still.
[[nodiscard]] MarkedSeries idle_between_tests(const SimulatedSeries& simulated, std::uint64_t seed);

// A process that does not care for tests: the simulated series as it is, with tests somewhere in it.
[[nodiscard]] MarkedSeries lay_tests_over(const SimulatedSeries& simulated, std::uint64_t seed);

// Tidemark's growth detection with its verdict rules, as growth_alerts.
[[nodiscard]] bool growth_alerts_with_tests(const MarkedSeries& marked, std::optional<double> limit_bytes);

}  // namespace tidemark::detection
