#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tidemark {

// The rule that decided whether the growth of one series counts as sustained. The order has no meaning.
enum class GrowthRule {
  kTooFewSamples,    // cannot be judged
  kHoldsStill,       // the whole range of the values is below the least growth looked at
  kNoTrend,          // Mann-Kendall's p leaves the rise to chance
  kWithinNoise,      // the rise is negligible, or small beside the series' own noise
  kWithinWandering,  // the series has fallen back by a good part of its rise, or was about as high before
  kOneStep,          // one step makes up the rise
  kUnsteady,         // a line describes the floors poorly: no steady rate
  kFewSteps,         // too few rises to speak of a rate
  kFlattened,        // the rise slows down as warm-ups and filling caches do
  kStopped,          // the floor has not risen for a while before the end
  kSustained         // every rule passed: it grows, and goes on growing
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
  bool rising = false;          // it passed the rules of trend and size, whatever other rules say
  bool growing_at_end = false;  // rising, and still so in the last quarter
  bool began_late = false;      // in the last part of the series only
  bool paused = false;          // at the end, for longer than its rises lie apart
  GrowthRule rule = GrowthRule::kTooFewSamples;
  std::string reason;  // one clause in words, e.g. "flattened in the second half"
  GrowthWindow window;
  double first_bytes = 0.0;  // floors at the window's start and end
  double last_bytes = 0.0;
  double median_floor_bytes = 0.0;
  double growth_bytes = 0.0;  // last_bytes - first_bytes
  double slope_bytes_per_second = 0.0;
  double slope_low = 0.0;  // 95 % interval
  double slope_high = 0.0;
  double intercept_bytes =
      0.0;                   // of a line of that slope, at second 0: the median of those through one floor
  double p_value = 1.0;      // Mann-Kendall, one-sided, corrected for the windows looked at
  double r_squared = 0.0;    // of a line through the block floors
  double noise_bytes = 0.0;  // robust standard deviation of the floors about that line
  double end_bytes = 0.0;    // the level reached, floor of the last block
  std::size_t series_samples = 0;  // samples judged: without zeros and without the tail of an exit
  std::size_t rising_floors =
      0;  // block floors of a short series that rise one after another without slowing
  std::vector<AskedGrowthRule> rules;  // those asked of the deciding window, in order
};

}  // namespace tidemark
