#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/growth_blocks.hpp"
#include "analyzer/growth_settings.hpp"
#include "analyzer/scan.hpp"

namespace tidemark {

// What decided whether the growth of one series counts as sustained. The order has no meaning.
enum class GrowthRule {
  kTooFewSamples,    // cannot be judged
  kHoldsStill,       // the whole range of the values is below the least growth looked at
  kNoTrend,          // Mann-Kendall finds no rise
  kWithinNoise,      // the rise is no larger than the series' own noise
  kWithinWandering,  // the series has fallen back by as much as it rose, or was as high before
  kOneStep,          // one step makes up the rise
  kUnsteady,         // a line describes the floors poorly: steps and moods rather than a rate
  kFewSteps,         // too few rises to speak of a rate
  kFlattened,        // the rise slows down as warm-ups and filling caches do
  kStopped,          // the floor has not risen for a while before the end
  kSustained         // none of the above: it grows, and goes on growing
};

[[nodiscard]] const char* to_string(GrowthRule rule);

// One rule's figure beside the bound it is held against, for whoever asks why.
struct GrowthTest {
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

// What is known about the growth of one series, with the evidence of the window that decided.
struct GrowthFinding {
  bool sustained = false;
  bool rising = false;          // the trend is there, whatever else speaks against it
  bool growing_at_end = false;  // rising, and still so in the last quarter
  bool began_late = false;      // in the last part of the series only
  bool paused = false;          // for longer than its rises lie apart, at the end
  GrowthRule rule = GrowthRule::kTooFewSamples;
  std::string reason;  // one clause in words, e.g. "flattened in the second half"
  GrowthWindow window;
  double first_bytes = 0.0;  // floor at the window's start and end
  double last_bytes = 0.0;
  double median_floor_bytes = 0.0;
  double growth_bytes = 0.0;  // last_bytes - first_bytes
  double slope_bytes_per_second = 0.0;
  double slope_low = 0.0;  // 95 % interval
  double slope_high = 0.0;
  double intercept_bytes =
      0.0;                   // of a line of that slope, at second 0; the median of what the floors ask for
  double p_value = 1.0;      // Mann-Kendall, one-sided, corrected for the windows looked at
  double r_squared = 0.0;    // of a line through the block floors
  double noise_bytes = 0.0;  // robust standard deviation of the floors about that line
  double end_bytes = 0.0;    // the level reached, floor of the last block
  std::size_t series_samples = 0;  // samples judged: without zeros and without the tail of an exit
  std::size_t rising_floors =
      0;  // block floors of a short series that rise one after another without slowing
  std::vector<GrowthTest> tests;  // every rule of the deciding window
};

// Says whether the memory of one process grows and goes on growing, judged by the floor it falls back to.
//
// seconds         strictly rising real time, e.g. since boot
// bytes           as many as seconds; zeros and values that are not finite count as not observed
// segment_starts  indices at which a recording gap ends, rising, the first 0; may be empty for one segment
// layouts         those of the process whose metrics are asked for one after another, or none
// range           of bytes, where it is known; spares a look at each
// Returns         always a finding; rule kTooFewSamples where there are fewer than settings.fewest_samples
// Cost            O(n), one pass and a selection within blocks; one pass without allocation for a series that
// holds still
[[nodiscard]] GrowthFinding find_growth(std::span<const double> seconds, std::span<const double> bytes,
                                        std::span<const std::size_t> segment_starts,
                                        const GrowthSettings& settings = {}, BlockLayouts* layouts = nullptr,
                                        std::optional<ValueRange> range = std::nullopt);

// Returns what find_growth says of a series that holds still, by its range alone; nothing where it does not.
//
// range  of all samples, none of them unknown
[[nodiscard]] std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes,
                                                          ValueRange range, const GrowthSettings& settings);

}  // namespace tidemark
