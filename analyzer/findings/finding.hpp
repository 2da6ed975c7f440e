#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/first_touches.hpp"
#include "analyzer/findings/sparkline.hpp"
#include "analyzer/findings/verdict.hpp"
#include "analyzer/recordings/metric.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

struct FindingWindow {
  WallTime start;
  WallTime end;
  double seconds;              // by the axis, which no clock step bends
  std::size_t samples;         // recorded ones
  double begin_seconds = 0.0;  // from the life's first observation, by the axis
};

// How well a shape describes the floors of a window, beside the other shapes; for explanations.
struct ShapeWeight {
  const char* shape;  // in words, such as "a line"
  double weight;      // all together 1
};

// A rule that was asked on the way to a finding, and its answer. Its texts are literals.
struct AskedRule {
  std::string_view rule;
  std::string_view figure;  // what was measured, in words and with its unit
  double value;
  double bound;
  bool passed;
};

// The rule by which somebody accepts a finding.
struct Suppression {
  std::string rule;
  std::string reason;
  std::optional<std::string> expires;  // YYYY-MM-DD
  std::optional<double> most_bytes_per_hour;
};

// Something else that was seen while a finding's metric grew. It is advice, never an alert by itself.
struct Symptom {
  std::string name;  // for programs, such as "rss_above_baseline"
  std::string text;  // a clause for people, with the figures
};

// Evidence that a process's memory grows, as one detector found it. What the detector does not tell is
// absent.
struct Finding {
  std::string detector;
  Metric metric = Metric::kVmSize;
  Verdict verdict = Verdict::kSuspect;
  std::string reason;  // one clause, for people
  FindingWindow window{};
  double first_bytes = 0.0;  // held at the window's start and end
  double last_bytes = 0.0;
  double slope_bytes_per_second = 0.0;
  double line_end_bytes = 0.0;  // the line of that slope through the window, at the window's end
  std::optional<double> slope_low;
  std::optional<double> slope_high;
  std::optional<double> r_squared;
  // Of the trend: growth's is corrected for the windows and metrics looked at, LBR's is that of one line's
  // slope.
  std::optional<double> p_value;
  std::optional<double> seconds_to_limit;
  std::optional<double> soonest_to_limit;  // at the upper and lower end of the slope's interval
  std::optional<double> latest_to_limit;   // absent where the limit is never reached at the lower end
  std::optional<double> limit_bytes;
  std::optional<std::string> cause;  // what kind of memory grows, and what told so
  std::optional<std::string> cause_reason;
  std::optional<Suppression> suppressed;  // by which it no longer counts
  std::vector<AskedRule> rules;
  std::vector<ShapeWeight> shapes;  // of the window, heaviest first; only where explanations are asked for
  std::vector<Symptom> symptoms;    // seen meanwhile; they change no verdict
  Sparkline sparkline;              // of the metric over the whole life, where it is asked for
  FirstTouches first_touches;       // in the window, where stacks of page faults were recorded
  std::vector<std::string> marked_tests;  // during which most of the growth happened: any may be at fault

  // The line at the window's start.
  [[nodiscard]] double line_start_bytes() const {
    return line_end_bytes - slope_bytes_per_second * window.seconds;
  }
};

}  // namespace tidemark
