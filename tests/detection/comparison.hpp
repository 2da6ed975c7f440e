#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {

// A way to say of one series whether its process leaks, for comparison in one table.
struct Detector {
  std::string name;
  bool (*alerts)(const SimulatedSeries& series, std::optional<double> limit_bytes);
};

// Tidemark's growth detection with its verdict rules.
[[nodiscard]] bool growth_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes);

// Returns whether the smallest steady growth that is said to be told of in a clean series is told of when it is added to
// the series; nothing where the series alerts by itself, or none is said to be.
[[nodiscard]] std::optional<bool> keeps_word_on_detectable_growth(const SimulatedSeries& series,
                                                                  std::optional<double> limit_bytes);

// The public reference's rule as its code runs: any suffix of the last segment of at least 20 points with
// R^2 >= 0.9 and a positive slope.
[[nodiscard]] bool reference_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes);

// Linear backward regression as its text says: that, and the line reaches the limit within an hour.
[[nodiscard]] bool strict_lbr_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes);

// Mann-Kendall's test alone on sixteen block medians, p < 0.005.
[[nodiscard]] bool mann_kendall_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes);

[[nodiscard]] std::vector<Detector> detectors();

}  // namespace tidemark::detection
