#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/findings/verdict.hpp"
#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

// DESIGN, "The analysis", 7. Each bound is an option of the command line.
struct GrowthVerdictSettings {
  double min_growth_bytes = 1048576.0;  // --min-growth
  double min_growth_of_floor = 0.1;     // --min-growth-share: part of the window's median floor to rise by
  double leak_seconds = 7.0 * 86400.0;  // --leak-time: a limit reached within it is material
  double leak_windows = 20.0;           // --leak-windows: but no further ahead than this many windows
  double critical_seconds = 3600.0;     // --critical-time
  std::size_t ticks_for_leak = 20;      // --leak-ticks; below: suspect at most, unless enough floors all rise
  std::size_t rising_floors_for_leak = 8;  // --leak-floors
};

struct JudgedGrowth {
  Verdict verdict = Verdict::kInsufficient;
  std::string reason;                      // of the verdict, in words
  std::optional<double> seconds_to_limit;  // at the finding's slope; nothing where it never is reached
  std::optional<double> soonest_to_limit;  // at the upper and lower end of the slope's interval
  std::optional<double> latest_to_limit;
  std::vector<AskedRule> rules;  // every rule of the verdict, passed or not; none where nothing moves
};

// finding        of one series; a finding that could not be judged stays insufficient
// ticks          that the process was alive for, at least finding.series_samples where in doubt
// limit_bytes    the level at which memory runs out, for this metric; nothing where unknown
// Cost           O(1)
[[nodiscard]] JudgedGrowth judge_growth(const GrowthFinding& finding, std::size_t ticks,
                                        std::optional<double> limit_bytes,
                                        const GrowthVerdictSettings& settings = {});

}  // namespace tidemark
