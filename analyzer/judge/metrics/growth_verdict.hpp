#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/findings/verdict.hpp"
#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

// The bounds that make a verdict of a growth. Each is an option of the command line.
struct GrowthVerdictSettings {
  double min_growth_bytes = 1048576.0;  // --min-growth
  double min_growth_of_floor = 0.1;     // --min-growth-share: of the window's median floor
  double leak_seconds = 7.0 * 86400.0;  // --leak-time: growth that reaches the limit within it is material
  double leak_windows = 20.0;           // --leak-windows: but no further ahead than this many windows
  // A line foretells more where its R^2, length and samples are at least these: --sure-r2, --sure-time,
  // --sure-samples. The limit may then be --sure-windows ahead.
  double sure_windows = 100.0;
  double sure_r_squared = 0.99;
  double sure_seconds = 600.0;
  std::size_t sure_samples = 60;
  double critical_seconds = 3600.0;  // --critical-time
  // A limit that is further ahead than so many windows is too far to be foretold, and the slow end of the
  // slope's interval has to reach it within so many critical times: short looks at steep starts showed both.
  double critical_windows = 60.0;
  double critical_slow_end = 4.0;
  // What has grown and is held within this part of the limit has no more room: that is a leak. What is far above it,
  // as VmSize may be, is not held by it.
  double full_share = 0.02;
};

// A growth with its verdict.
struct JudgedGrowth {
  Verdict verdict = Verdict::kInsufficient;
  std::string reason;                      // of the verdict, in words
  std::optional<double> seconds_to_limit;  // at the finding's slope; absent where it is never reached
  std::optional<double> soonest_to_limit;  // at the upper and lower end of the slope's interval
  std::optional<double> latest_to_limit;
  std::vector<AskedRule> rules;  // every rule of the verdict, passed or not; none where nothing moves
};

// Judges a growth.
//
// finding      of one series; one with rule kEnoughSamples stays insufficient
// limit_bytes  the level of this metric at which memory runs out; absent where it is not known
// Cost         O(1)
[[nodiscard]] JudgedGrowth judge_growth(const GrowthFinding& finding, std::optional<double> limit_bytes,
                                        const GrowthVerdictSettings& settings = {});

}  // namespace tidemark
