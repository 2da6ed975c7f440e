#include "analyzer/judge/group_verdict.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyzer/growth/growth.hpp"
#include "analyzer/judge/metrics/growth_findings.hpp"
#include "analyzer/lives/limit.hpp"
#include "analyzer/numbers/robust.hpp"

namespace tidemark {
namespace {

Finding to_finding(const GrowthFinding& growth, const JudgedGrowth& judged, const GroupSeries& series,
                   const std::optional<double>& limit_bytes) {
  const WholeSession& session = *series.session;
  Finding finding;
  finding.detector = "growth";
  finding.metric = series.metric;
  finding.verdict = judged.verdict;
  finding.reason = judged.reason;
  finding.window = {session.wall_time(growth.window.first), session.wall_time(growth.window.last),
                    growth.window.span_seconds, growth.window.samples, session.seconds[growth.window.first]};
  finding.first_bytes = series.bytes[growth.window.first];
  finding.last_bytes = series.bytes[growth.window.last];
  set_growth_figures(finding, growth, judged, session.seconds[growth.window.last], limit_bytes);
  return finding;
}

MetricMeasure to_measure(const GrowthFinding& growth, const GroupSeries& series) {
  return {.metric = series.metric,
          .end_bytes = growth.end_bytes,
          .floor_bytes = growth.median_floor_bytes,
          .peak_bytes = *std::max_element(series.bytes.begin(), series.bytes.end()),
          .growth_bytes = growth.growth_bytes,
          .noise_bytes = growth.noise_bytes,
          .slope_bytes_per_second = growth.slope_bytes_per_second,
          .slope_low = growth.slope_low,
          .slope_high = growth.slope_high,
          .seconds = growth.window.span_seconds};
}

// The growth of a number is judged as that of memory is: as if each member held so much.
constexpr double kBytesAMember = 1048576.0;

void to_count(Finding& finding) {
  for (double* bytes :
       {&finding.first_bytes, &finding.last_bytes, &finding.slope_bytes_per_second, &finding.line_end_bytes})
    *bytes /= kBytesAMember;
  for (std::optional<double>* bytes : {&finding.slope_low, &finding.slope_high, &finding.limit_bytes})
    if (*bytes) **bytes /= kBytesAMember;
}

void to_count(MetricMeasure& measure) {
  for (double* bytes :
       {&measure.end_bytes, &measure.floor_bytes, &measure.peak_bytes, &measure.growth_bytes,
        &measure.noise_bytes, &measure.slope_bytes_per_second, &measure.slope_low, &measure.slope_high})
    *bytes /= kBytesAMember;
}

// Returns the median of the whole in the growth's window; 0 where it is not known.
double median_in_use(const GroupSeries& series, const GrowthFinding& growth) {
  std::vector<double> known;
  for (std::size_t i = growth.window.first; i <= growth.window.last; ++i) {
    if (!std::isnan(series.whole[i])) known.push_back(series.whole[i]);
  }
  return known.empty() ? 0.0 : median_of(known);
}

}  // namespace

std::optional<JudgedGroup> judge_group_growth(const std::string& kind, const std::string& name,
                                              const GroupSeries& series,
                                              const std::optional<double>& limit_bytes,
                                              const AnalysisSettings& settings) {
  const std::vector<double>& seconds = series.session->seconds;
  if (seconds.size() < settings.judge.min_ticks) return std::nullopt;
  const GrowthJudgeSettings& rules = settings.judge.growth;
  GrowthFinding growth = find_growth({seconds, series.bytes}, rules.growth);
  if (!series.whole.empty())
    growth.median_floor_bytes = std::max(growth.median_floor_bytes, median_in_use(series, growth));
  const JudgedGrowth judged = judge_growth(growth, limit_bytes, rules.verdict);
  if (judged.verdict < Verdict::kSuspect) return std::nullopt;
  GroupReport report{
      kind, name, judged.verdict, judged.reason, {to_finding(growth, judged, series, limit_bytes)}};
  report.measure = to_measure(growth, series);
  report.host = series.session->newest().host;
  return JudgedGroup{std::move(report), std::move(growth)};
}

std::optional<GroupReport> measure_group(const std::string& kind, const std::string& name,
                                         const GroupSeries& series, std::size_t members,
                                         const AnalysisSettings& settings) {
  const std::vector<double>& seconds = series.session->seconds;
  if (!settings.measure || seconds.size() < settings.judge.min_ticks) return std::nullopt;
  const GrowthFinding growth = find_growth({seconds, series.bytes}, settings.judge.growth.growth);
  if (growth.rule == GrowthRule::kEnoughSamples) return std::nullopt;
  GroupReport report{kind, name, Verdict::kClean, growth.reason, {}};
  report.members = members;
  report.measure = to_measure(growth, series);
  return report;
}

std::optional<JudgedGroup> judge_count(const std::string& kind, const std::string& name,
                                       const GroupSeries& count, const std::optional<double>& limit,
                                       const AnalysisSettings& settings) {
  AnalysisSettings rules;
  rules.judge = settings.judge;
  rules.judge.growth.verdict.min_growth_of_floor = std::numeric_limits<double>::infinity();
  rules.judge.growth.verdict.leak_windows = std::numeric_limits<double>::infinity();
  GroupSeries as_bytes = count;
  as_bytes.metric = Metric::kCount;
  for (double& bytes : as_bytes.bytes) bytes *= kBytesAMember;
  auto judged =
      judge_group_growth(kind, name, as_bytes, limit ? std::optional(*limit * kBytesAMember) : limit, rules);
  if (!judged || !judged->growth.sustained) return std::nullopt;
  to_count(judged->report.findings.front());
  to_count(judged->report.measure);
  return judged;
}

std::optional<double> limit_of_group(const GroupSeries& series, const AnalysisSettings& settings) {
  const RecordedLimits recorded{series.session->newest().mem_total, std::nullopt};
  return find_limit(Metric::kAnon, settings.limit, recorded).bytes;
}

void hold_group(GroupReport& group, Verdict most, const std::string& reason) {
  if (group.verdict <= most) return;
  group.verdict = most;
  for (Finding& finding : group.findings) finding.verdict = std::min(finding.verdict, most);
  group.reason = fmt::format("{}; by itself: {}", reason, group.reason);
}

}  // namespace tidemark
