#include "analyzer/judge/oom_finding.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/units.hpp"

namespace tidemark {

void add_oom_finding(ProcessReport& process, const RecordedProcess& recorded,
                     std::span<const MetricHistory> metrics) {
  Finding finding;
  finding.detector = "oom";
  finding.metric = Metric::kRss;
  finding.verdict = Verdict::kCritical;
  const auto rss = std::find_if(metrics.begin(), metrics.end(), [](const MetricHistory& metric) {
    return metric.series.metric == Metric::kRss && metric.series.size() > 0;
  });
  if (recorded.peak_rss.is_known()) finding.first_bytes = finding.last_bytes = recorded.peak_rss.bytes();
  if (rss != metrics.end()) {
    finding.first_bytes = rss->series.bytes.front();
    finding.last_bytes = std::max(finding.last_bytes, rss->series.bytes.back());
    finding.limit_bytes = rss->limit.bytes;
    finding.window.seconds = rss->series.span_seconds();
    if (finding.window.seconds > 0.0)
      finding.slope_bytes_per_second = (finding.last_bytes - finding.first_bytes) / finding.window.seconds;
  }
  finding.line_end_bytes = finding.last_bytes;
  finding.window.start = process.started.value_or(WallTime{});
  finding.window.end = process.ended.value_or(WallTime{});
  finding.window.samples = process.samples;
  finding.reason =
      fmt::format("the kernel killed it for want of memory; it held {}", format_size(finding.last_bytes));
  process.verdict = Verdict::kCritical;
  process.reason = finding.reason;
  process.findings.insert(process.findings.begin(), std::move(finding));
}

}  // namespace tidemark
