#include "analyzer/judge/metrics/growth_findings.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "analyzer/growth/growth_in_tests.hpp"
#include "analyzer/numbers/scan.hpp"
#include "common/rfc3339.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

ValueRange observed_range(const SeriesValues& bytes) {
  const auto known = bytes.known_range();
  if (known && known->low > 0.0) return *known;
  ValueRange range{std::numeric_limits<double>::infinity(), 0.0};
  for (const double value : bytes) {
    if (!is_observed(value)) continue;
    range = {std::min(range.low, value), std::max(range.high, value)};
  }
  return range;
}

// Returns the first of the rules with its figure. Most series fail it, and only explanations need the figure.
AskedRule stillness_rule(const Series& series, const GrowthSettings& settings) {
  const ValueRange range = observed_range(series.bytes);
  const double apart = std::max(0.0, range.high - range.low);
  constexpr double kMebibyte = 1048576.0;
  return {to_string(GrowthRule::kMoves), "range of all values, MiB", apart / kMebibyte,
          settings.least_growth_bytes / kMebibyte, apart >= settings.least_growth_bytes};
}

std::vector<AskedRule> to_rules(const GrowthFinding& growth, const JudgedGrowth& judged, const Series& series,
                                const GrowthSettings& settings) {
  std::vector<AskedRule> rules;
  if (settings.every_rule) rules.push_back(stillness_rule(series, settings));
  for (const AskedGrowthRule& asked : growth.rules) {
    rules.push_back({to_string(asked.rule), asked.figure, asked.value, asked.bound, asked.passed});
  }
  rules.insert(rules.end(), judged.rules.begin(), judged.rules.end());
  return rules;
}

}  // namespace

Finding to_finding(const GrowthFinding& growth, const JudgedGrowth& judged, const Series& series,
                   const std::optional<double>& limit_bytes, const GrowthSettings& settings) {
  Finding finding;
  finding.detector = "growth";
  finding.metric = series.metric;
  finding.verdict = judged.verdict;
  finding.reason = judged.reason;
  finding.rules = to_rules(growth, judged, series, settings);
  finding.shapes = growth.shapes;
  if (growth.window.samples == 0) return finding;
  if (growth.stopped && finding.reason == growth.reason) {
    finding.reason = fmt::format("grew until {}, has held {} since",
                                 format_rfc3339(to_wall_time(series.wall_ns[growth.window.last])),
                                 format_size(growth.end_bytes));
  } else if (growth.paused && finding.reason == growth.reason) {
    finding.reason = fmt::format("{} for {}", growth.reason, format_seconds(growth.still_seconds));
  }
  finding.window = {to_wall_time(series.wall_ns[growth.window.first]),
                    to_wall_time(series.wall_ns[growth.window.last]), growth.window.span_seconds,
                    growth.window.samples, series.seconds[growth.window.first]};
  finding.first_bytes = growth.first_bytes;
  finding.last_bytes = growth.last_bytes;
  set_growth_figures(finding, growth, judged, series.seconds[growth.window.last], limit_bytes);
  return finding;
}

void set_growth_figures(Finding& finding, const GrowthFinding& growth, const JudgedGrowth& judged,
                        double last_seconds, const std::optional<double>& limit_bytes) {
  finding.slope_bytes_per_second = growth.slope_bytes_per_second;
  finding.line_end_bytes = growth.intercept_bytes + growth.slope_bytes_per_second * last_seconds;
  finding.slope_low = growth.slope_low;
  finding.slope_high = growth.slope_high;
  finding.r_squared = growth.r_squared;
  finding.p_value = growth.p_value;
  finding.seconds_to_limit = judged.seconds_to_limit;
  finding.soonest_to_limit = judged.soonest_to_limit;
  finding.latest_to_limit = judged.latest_to_limit;
  finding.limit_bytes = limit_bytes;
}

MetricGrowth judge_metric_growth(const History& history, std::span<const MetricHistory> metrics,
                                 std::size_t index, std::span<const TestSpan> tests,
                                 const ProcessTraits& traits, const GrowthJudgeSettings& settings) {
  const MetricHistory& metric = metrics[index];
  const Series& series = metric.series;
  const GrowthFinding growth = find_growth_with_tests(series, tests, settings.growth);
  const auto limit = ceiling_at(history, metric, series.size() - 1).bytes;
  const JudgedGrowth judged = judge_growth(growth, limit, settings.verdict);
  MetricGrowth result{judged.verdict, to_finding(growth, judged, series, limit, settings.growth)};
  if (judged.verdict < Verdict::kSuspect) return result;
  std::vector<const Series*> all;
  for (const MetricHistory& one : metrics) all.push_back(&one.series);
  const auto cause = find_cause(all, series.metric, series.seconds[growth.window.first],
                                series.seconds[growth.window.last], traits, settings.cause);
  if (!cause) return result;
  result.finding.cause = to_string(cause->cause);
  result.finding.cause_reason = cause->reason;
  // Two reasons against a leak: mapped pages come to an end, and the growth is not sustained either.
  if (!growth.sustained && uses_what_is_mapped(cause->cause))
    result.verdict = result.finding.verdict = Verdict::kClean;
  if (!cause->can_be_bounded || judged.verdict == Verdict::kSuspect) return result;
  result.verdict = result.finding.verdict = Verdict::kSuspect;
  result.finding.reason = fmt::format("{}: {}", to_string(cause->cause), cause->reason);
  return result;
}

}  // namespace tidemark
