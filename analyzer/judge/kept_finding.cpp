#include "analyzer/judge/kept_finding.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/evidence/sustained_in_test.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

const MetricHistory* history_of(std::span<const MetricHistory> metrics, Metric metric) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const MetricHistory& one) {
    return one.series.metric == metric && one.series.size() > 1;
  });
  return found == metrics.end() ? nullptr : &*found;
}

std::string reason_of(const KeptInTest& kept) {
  if (kept.runs == 1) return fmt::format("{} kept {}", kept.test, format_size(kept.bytes));
  return fmt::format("{} kept {} over {} runs{}", kept.test, format_size(kept.bytes), kept.runs,
                     kept.comes_back ? ", more each time" : "");
}

Verdict verdict_of(const KeptInTest& kept, const GrowthVerdictSettings& settings) {
  if (!kept.is_held) return Verdict::kClean;
  const bool is_material = kept.judged_bytes >= settings.min_growth_of_floor * kept.level_before;
  return kept.comes_back && is_material ? Verdict::kLeak : Verdict::kSuspect;
}

TestReport to_report(const KeptInTest& kept, Verdict verdict, const ProcessReport& process) {
  TestReport report;
  report.test = kept.test;
  report.runs = kept.runs;
  report.kept_bytes = kept.bytes;
  report.comes_back = kept.comes_back;
  report.verdict = verdict;
  report.pid = process.pid;
  report.program = describe(process.program);
  report.asked = kept.asked;
  report.beyond = kept.beyond;
  report.level_before = kept.level_before;
  return report;
}

Finding to_finding(const KeptInTest& kept, const Series& series) {
  Finding finding;
  finding.detector = "tests";
  finding.metric = series.metric;
  finding.reason = reason_of(kept);
  finding.marked_tests = {kept.test};
  const double begin = series.seconds[kept.first];
  const double seconds = series.seconds[kept.last] - begin;
  finding.window = {to_wall_time(series.wall_ns[kept.first]), to_wall_time(series.wall_ns[kept.last]),
                    seconds, kept.last - kept.first + 1, begin};
  finding.first_bytes = kept.level_before;
  finding.last_bytes = finding.line_end_bytes = series.bytes[kept.last];
  if (seconds > 0.0) finding.slope_bytes_per_second = kept.judged_bytes / seconds;
  if (kept.comes_back) finding.p_value = kept.p_value;
  return finding;
}

// Adds a finding behind those that are worse, and what it says to what is said of the process.
void add(ProcessReport& process, Finding finding) {
  if (finding.verdict > process.verdict) {
    process.reason = fmt::format("{}; {}", finding.reason, process.reason);
    process.verdict = finding.verdict;
  }
  const auto behind = std::find_if(process.findings.begin(), process.findings.end(),
                                   [&](const Finding& other) { return other.verdict < finding.verdict; });
  process.findings.insert(behind, std::move(finding));
}

// What a test runner keeps of a test in which it grew to its end, for long: a leak where the same growth of a whole life
// would be one.
void add_sustained_finding(ProcessReport& runner, const MetricHistory& metric,
                           std::span<const TestSpan> tests, const KeptSettings& kept_settings,
                           const GrowthJudgeSettings& settings) {
  const auto found = find_sustained_in_test(metric.series, tests, kept_settings, settings.growth);
  if (!found) return;
  const GrowthFinding& growth = found->growth;
  JudgedGrowth judged = judge_growth(growth, metric.limit.bytes, settings.verdict);
  if (judged.verdict < Verdict::kLeak) return;
  judged.verdict = Verdict::kLeak;
  judged.reason = fmt::format("{} grew to its end, by {} in {}, and kept it", found->test,
                              format_size(growth.growth_bytes), format_seconds(growth.window.span_seconds));
  Finding finding = to_finding(growth, judged, metric.series, metric.limit.bytes, settings.growth);
  finding.detector = "tests";
  finding.marked_tests = {without_parameters(found->test)};
  add(runner, std::move(finding));
}

bool is_named(std::span<const SuppressionRule> rules, const KeptInTest& kept) {
  return std::any_of(rules.begin(), rules.end(), [&](const SuppressionRule& rule) {
    return rule.test && rule.test->is_found_in(kept.test);
  });
}

void add_most_kept(ProcessReport& process, std::span<const KeptInTest> all_kept, const Series& series,
                   const GrowthVerdictSettings& settings) {
  const KeptInTest* kept = most_kept(all_kept);
  if (kept == nullptr) return;
  const Verdict verdict = verdict_of(*kept, settings);
  if (!kept->comes_back && process.verdict >= verdict) return;
  Finding finding = to_finding(*kept, series);
  finding.verdict = verdict;
  add(process, std::move(finding));
}

}  // namespace

void add_kept_finding(ProcessReport& process, std::span<const MetricHistory> metrics,
                      std::span<const TestSpan> tests, KeptSettings kept_settings,
                      const GrowthJudgeSettings& settings, std::span<const SuppressionRule> rules) {
  const MetricHistory* anon = history_of(metrics, Metric::kAnon);
  const MetricHistory* metric = anon != nullptr ? anon : history_of(metrics, Metric::kRss);
  if (metric == nullptr) return;
  kept_settings.least_bytes = settings.verdict.min_growth_bytes;
  const bool is_judged = process.verdict > Verdict::kInsufficient;
  if (process.is_test_runner && is_judged)
    add_sustained_finding(process, *metric, tests, kept_settings, settings);
  auto all_kept = measure_kept_in_tests(metric->series, tests, kept_settings);
  for (const KeptInTest& each : all_kept) {
    const bool is_little = each.bytes < kept_settings.least_told_bytes && each.beyond == 0;
    if (is_little && !kept_settings.tells_all) continue;
    process.tests.push_back(to_report(each, verdict_of(each, settings.verdict), process));
  }
  if (!is_judged) return;
  const auto named = std::stable_partition(all_kept.begin(), all_kept.end(),
                                           [&](const KeptInTest& each) { return !is_named(rules, each); });
  add_most_kept(process, {all_kept.begin(), named}, metric->series, settings.verdict);
  add_most_kept(process, {named, all_kept.end()}, metric->series, settings.verdict);
}

}  // namespace tidemark
