#include "analyzer/judge/kept_finding.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "common/units.hpp"

namespace tidemark {
namespace {

const Series* series_of(std::span<const MetricHistory> metrics, Metric metric) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const MetricHistory& one) {
    return one.series.metric == metric && one.series.size() > 1;
  });
  return found == metrics.end() ? nullptr : &found->series;
}

std::string reason_of(const KeptInTest& kept) {
  if (kept.runs == 1) return fmt::format("{} kept {}", kept.test, format_size(kept.bytes));
  return fmt::format("{} kept {} over {} runs{}", kept.test, format_size(kept.bytes), kept.runs,
                     kept.comes_back ? ", more each time" : "");
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
  if (seconds > 0.0) finding.slope_bytes_per_second = kept.bytes / seconds;
  if (kept.comes_back) finding.p_value = kept.p_value;
  return finding;
}

}  // namespace

void add_kept_finding(ProcessReport& process, std::span<const MetricHistory> metrics,
                      std::span<const TestSpan> tests, KeptSettings kept_settings,
                      const GrowthVerdictSettings& settings) {
  const Series* anon = series_of(metrics, Metric::kAnon);
  const Series* series = anon != nullptr ? anon : series_of(metrics, Metric::kRss);
  if (series == nullptr || process.verdict == Verdict::kInsufficient) return;
  kept_settings.least_bytes = settings.min_growth_bytes;
  const auto kept = find_kept_in_tests(*series, tests, kept_settings);
  if (!kept) return;
  const bool is_leak = kept->comes_back && kept->bytes >= settings.min_growth_of_floor * kept->level_before;
  const Verdict verdict = is_leak ? Verdict::kLeak : Verdict::kSuspect;
  if (!kept->comes_back && process.verdict >= verdict) return;
  Finding finding = to_finding(*kept, *series);
  finding.verdict = verdict;
  if (verdict > process.verdict) {
    process.reason = fmt::format("{}; {}", finding.reason, process.reason);
    process.verdict = verdict;
  }
  const auto behind = std::find_if(process.findings.begin(), process.findings.end(),
                                   [&](const Finding& other) { return other.verdict < verdict; });
  process.findings.insert(behind, std::move(finding));
}

}  // namespace tidemark
