#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// The rules that growth has to pass to count as sustained, in the order in which they are asked. Each is named by what
// is true when it passes.
enum class GrowthRule {
  kEnoughSamples,     // to be judged at all
  kMoves,             // by more than the least growth that is looked at
  kRisesBeyondNoise,  // the rise is large beside the level, and beside the floors' scatter
  kExceedsGivenBack,  // it exceeds what was given back before
  kReachesNewGround,  // most of it lies above all that came before
  kManyRises,         // it is made of many rises
  kLateHalfGrows,     // the later half of the window has its share
  kLastQuarterGrows,  // and so has the last quarter
  kStraight,          // a line describes what was held
  kExceedsEarlier,    // it exceeds what rose, and was kept, in as long a time before
  kDoesNotSlow,       // no curve that slows down describes it better
  kExceedsChance,     // a walk without drift would hardly rise so
  kStillGrows,        // it has not stood still since, in real time
  kSustained          // no rule: every one of them passed
};

[[nodiscard]] const char* to_string(GrowthRule rule);

// One rule that was asked: its figure beside its bound, for explanations.
struct AskedGrowthRule {
  GrowthRule rule;
  const char* figure;  // what was measured, in words and with its unit
  double value;
  double bound;
  bool passed;  // true: speaks for sustained growth
};

// Samples by their indices in the series that was given, both included.
struct GrowthWindow {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t samples = 0;
  double span_seconds = 0.0;      // real time
  double observed_seconds = 0.0;  // without recording gaps
};

// The growth of one series, with the evidence of the window that decided.
struct GrowthFinding {
  bool sustained = false;
  bool rising = false;  // it rises beyond its noise, whatever other rules say
  bool growing_at_end =
      false;             // so much of it, and up to the end, that only the proof of a rate may be missing
  bool paused = false;   // at the end, for a short time
  bool stopped = false;  // it was sustained up to the window's end and has been held since
  GrowthRule rule = GrowthRule::kEnoughSamples;  // the first that failed
  std::string reason;                            // one clause in words, e.g. "flattened in the later half"
  GrowthWindow window;
  double first_bytes = 0.0;  // held at the window's start and end
  double last_bytes = 0.0;
  double median_floor_bytes = 0.0;
  double growth_bytes = 0.0;  // last_bytes - first_bytes
  double slope_bytes_per_second = 0.0;
  double slope_low = 0.0;  // 95 % interval, of the variance that p_value rests on
  double slope_high = 0.0;
  double intercept_bytes =
      0.0;                     // of a line of that slope, at second 0: the median of those through one floor
  double p_value = 1.0;        // that a walk without drift rises so, corrected for all that was looked at
  double r_squared = 0.0;      // of a line through what was held
  double noise_bytes = 0.0;    // robust standard deviation of the floors about a curve
  double end_bytes = 0.0;      // the level reached, floor of the series' end
  double still_seconds = 0.0;  // real time since the level at the end was reached, where it paused or stopped
  std::size_t series_samples = 0;      // samples judged: without zeros and without the tail of an exit
  std::vector<AskedGrowthRule> rules;  // those asked of the deciding window, in order
  std::vector<ShapeWeight> shapes;     // heaviest first; only where explanations are asked for
};

}  // namespace tidemark
