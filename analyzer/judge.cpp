#include "analyzer/judge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::duration;
using std::chrono::nanoseconds;

std::string format_seconds(double seconds) {
  return format_duration(std::chrono::duration_cast<nanoseconds>(duration<double>(seconds)));
}

bool holds_still(std::span<const double> bytes) {
  return std::adjacent_find(bytes.begin(), bytes.end(), std::not_equal_to<>()) == bytes.end();
}

MemoryState state_at(const History& history, const Series& series, std::size_t sample) {
  const std::size_t observation = series.observations[sample];
  return {series.bytes[sample], history.memory[observation].rss, history.mem_available[observation]};
}

Finding to_finding(const LbrFinding& lbr, const EvenGrid& grid, const Series& series, const Segment& segment,
                   double limit_bytes) {
  const double window_seconds = static_cast<double>(lbr.fit.points - 1) * grid.step_seconds;
  const double start_seconds = segment.seconds.back() - window_seconds;
  // A window that begins at a sample may come out a rounding error behind it.
  const auto start = std::lower_bound(segment.seconds.begin(), segment.seconds.end(),
                                      start_seconds - grid.step_seconds * 1e-6);
  const auto first = segment.first + static_cast<std::size_t>(start - segment.seconds.begin());
  const std::size_t last = segment.first + segment.seconds.size() - 1;
  Finding finding;
  finding.detector = "lbr";
  finding.metric = series.metric;
  finding.window = {to_wall_time(series.wall_ns[first]), to_wall_time(series.wall_ns[last]), window_seconds,
                    last - first + 1};
  finding.first_bytes = grid.bytes[grid.bytes.size() - lbr.fit.points];
  finding.last_bytes = grid.bytes.back();
  finding.slope_bytes_per_second = lbr.fit.slope_bytes_per_second;
  finding.r_squared = lbr.fit.r_squared;
  finding.seconds_to_limit = lbr.seconds_to_limit;
  finding.limit_bytes = limit_bytes;
  return finding;
}

std::optional<Finding> find_lbr_in(const History& history, const MetricHistory& metric,
                                   const Segment& segment, const JudgeSettings& settings,
                                   std::vector<std::string>& notes) {
  if (holds_still(segment.bytes)) return std::nullopt;
  const Series& series = metric.series;
  const MemoryState end = state_at(history, series, segment.first + segment.seconds.size() - 1);
  const MemoryLimit ceiling = find_ceiling(metric.limit, end);
  if (!ceiling.bytes) {
    const std::string note =
        fmt::format("{}: no time to the limit: {}", to_string(series.metric), ceiling.basis);
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    return std::nullopt;
  }
  const double step = settings.resample ? duration<double>(*settings.resample).count()
                                        : default_step(segment.seconds, segment.step_seconds);
  const EvenGrid grid = resample(segment.seconds, segment.bytes, step);
  const auto lbr = find_lbr(grid, *ceiling.bytes, settings.lbr);
  if (!lbr) return std::nullopt;
  return to_finding(*lbr, grid, series, segment, *ceiling.bytes);
}

std::string describe(const Finding& finding, bool is_last_segment, const JudgeSettings& settings) {
  const std::string window = format_seconds(finding.window.seconds);
  const std::string critical = format_duration(settings.lbr.critical_time);
  const std::string limit = format_size(*finding.limit_bytes);
  if (is_last_segment) {
    return fmt::format("a line through its last {} reaches {} within {}", window, limit, critical);
  }
  return fmt::format(
      "a line through the {} before a gap would have reached {} within {}; after it, none does", window,
      limit, critical);
}

// Appends the metric's LBR findings, the newest segment's first.
void find_lbr_in_segments(const History& history, const MetricHistory& metric, const JudgeSettings& settings,
                          Judgement& judgement) {
  const std::vector<Segment> segments = segments_of(metric.series);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    auto finding = find_lbr_in(history, metric, *segment, settings, judgement.notes);
    if (!finding) continue;
    const bool is_last = segment == segments.rbegin();
    finding->verdict = is_last ? Verdict::kCritical : Verdict::kSuspect;
    finding->reason = describe(*finding, is_last, settings);
    judgement.findings.push_back(std::move(*finding));
  }
}

bool is_long_enough(const Series& series, const JudgeSettings& settings) {
  return series.size() >= settings.min_ticks &&
         series.span_seconds() >= duration<double>(settings.min_alive).count();
}

std::string describe_length(std::span<const MetricHistory> metrics, const JudgeSettings& settings) {
  const auto longest = std::max_element(
      metrics.begin(), metrics.end(),
      [](const auto& one, const auto& other) { return one.series.size() < other.series.size(); });
  return fmt::format("seen at {} ticks in {}; {} ticks and {} are needed", longest->series.size(),
                     format_seconds(longest->series.span_seconds()), settings.min_ticks,
                     format_duration(settings.min_alive));
}

}  // namespace

Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                const JudgeSettings& settings) {
  Judgement judgement;
  for (const MetricHistory& metric : metrics) {
    if (!is_long_enough(metric.series, settings)) continue;
    judgement.verdict = std::max(judgement.verdict, Verdict::kClean);
    find_lbr_in_segments(history, metric, settings, judgement);
  }
  if (judgement.verdict == Verdict::kInsufficient) {
    judgement.reason = describe_length(metrics, settings);
    return judgement;
  }
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& one, const Finding& other) { return one.verdict > other.verdict; });
  if (judgement.findings.empty()) {
    judgement.reason = judgement.notes.empty() ? "nothing grows towards the limit" : judgement.notes.front();
    return judgement;
  }
  const Finding& worst = judgement.findings.front();
  judgement.verdict = worst.verdict;
  judgement.reason = fmt::format("{}: {}", to_string(worst.metric), worst.reason);
  return judgement;
}

}  // namespace tidemark
