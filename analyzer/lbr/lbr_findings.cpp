#include "analyzer/lbr/lbr_findings.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/lbr/resample.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::duration;
using std::chrono::nanoseconds;

// Grid points between two samples add no certainty, so no more values count than there are samples.
void add_certainty(const LbrFinding& lbr, double limit_bytes, Finding& finding) {
  const std::size_t values = std::min(lbr.fit.points, finding.window.samples);
  const auto slope = slope_of_line(lbr.fit.slope_bytes_per_second, lbr.fit.r_squared, values);
  if (!slope) return;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  finding.p_value = slope->p_rising;
  finding.soonest_to_limit = seconds_until(limit_bytes, lbr.fit.end_bytes, slope->high);
  finding.latest_to_limit = seconds_until(limit_bytes, lbr.fit.end_bytes, slope->low);
}

Finding to_finding(const LbrFinding& lbr, const EvenGrid& grid, const Series& series, const Segment& segment,
                   double limit_bytes) {
  const double window_seconds = static_cast<double>(lbr.fit.points - 1) * grid.step_seconds;
  const double start_seconds = segment.seconds.back() - window_seconds;
  // The start of a window that begins at a sample may be a rounding error behind it.
  const auto start = std::lower_bound(segment.seconds.begin(), segment.seconds.end(),
                                      start_seconds - grid.step_seconds * 1e-6);
  const auto first = segment.first + static_cast<std::size_t>(start - segment.seconds.begin());
  const std::size_t last = segment.first + segment.seconds.size() - 1;
  Finding finding;
  finding.detector = "lbr";
  finding.metric = series.metric;
  finding.window = {to_wall_time(series.wall_ns[first]), to_wall_time(series.wall_ns[last]), window_seconds,
                    last - first + 1, start_seconds};
  finding.first_bytes = grid.bytes[grid.bytes.size() - lbr.fit.points];
  finding.last_bytes = grid.bytes.back();
  finding.slope_bytes_per_second = lbr.fit.slope_bytes_per_second;
  finding.line_end_bytes = lbr.fit.end_bytes;
  finding.r_squared = lbr.fit.r_squared;
  finding.seconds_to_limit = lbr.seconds_to_limit;
  finding.limit_bytes = limit_bytes;
  add_certainty(lbr, limit_bytes, finding);
  return finding;
}

// Returns the end of a segment that windows of up to `points` grid points need, and one sample more.
Segment end_of(const Segment& segment, std::size_t points, double step_seconds) {
  const double start = segment.seconds.back() - static_cast<double>(points) * step_seconds;
  const auto after = std::upper_bound(segment.seconds.begin(), segment.seconds.end(), start);
  const auto skipped = static_cast<std::size_t>(after - segment.seconds.begin());
  if (skipped < 2) return segment;
  return {segment.first + skipped - 1, segment.seconds.subspan(skipped - 1),
          segment.bytes.subspan(skipped - 1), segment.step_seconds};
}

std::optional<Finding> find_lbr_in(const History& history, const MetricHistory& metric,
                                   const Segment& segment, const std::optional<nanoseconds>& resample_step,
                                   const LbrSettings& settings, std::vector<std::string>& notes) {
  const ValueRange range = range_of(segment.bytes);
  if (range.low == range.high) return std::nullopt;
  const Series& series = metric.series;
  const MemoryLimit ceiling = ceiling_at(history, metric, segment.first + segment.seconds.size() - 1);
  if (!ceiling.bytes) {
    const std::string note =
        fmt::format("{}: no time to the limit: {}", to_string(series.metric), ceiling.basis);
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    return std::nullopt;
  }
  const double step = resample_step ? duration<double>(*resample_step).count()
                                    : default_step(segment.seconds, segment.step_seconds);
  const std::size_t longest = longest_window(range, least_lbr_slope(range, *ceiling.bytes, settings), step);
  if (longest < smallest_window(settings, step)) return std::nullopt;
  // Change points depend on the whole segment.
  const Segment looked_at = settings.at_change_points ? segment : end_of(segment, longest, step);
  const EvenGrid grid = resample(looked_at.seconds, looked_at.bytes, step);
  const auto lbr = find_lbr(grid, *ceiling.bytes, settings);
  if (!lbr) return std::nullopt;
  return to_finding(*lbr, grid, series, segment, *ceiling.bytes);
}

std::string describe(const Finding& finding, bool is_last_segment, const LbrSettings& settings) {
  const std::string window = format_seconds(finding.window.seconds);
  const std::string critical = format_duration(settings.critical_time);
  const std::string limit = format_size(*finding.limit_bytes);
  if (is_last_segment) {
    return fmt::format("a line through its last {} reaches {} within {}", window, limit, critical);
  }
  return fmt::format(
      "a line through the {} before a gap would have reached {} within {}; after it, none does", window,
      limit, critical);
}

}  // namespace

std::vector<Finding> find_lbr_in_segments(const History& history, const MetricHistory& metric,
                                          const std::optional<nanoseconds>& resample,
                                          const LbrSettings& settings, std::vector<std::string>& notes) {
  std::vector<Finding> findings;
  const std::vector<Segment> segments = segments_of(metric.series);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    auto finding = find_lbr_in(history, metric, *segment, resample, settings, notes);
    if (!finding) continue;
    const bool is_last = segment == segments.rbegin();
    finding->verdict = is_last ? Verdict::kCritical : Verdict::kSuspect;
    finding->reason = describe(*finding, is_last, settings);
    findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace tidemark
