#include "analyzer/judge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/growth_in_tests.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::duration;

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

// Judges one metric; appends what it finds.
void judge_metric(const History& history, std::span<const MetricHistory> metrics, std::size_t index,
                  std::span<const TestSpan> tests, const ProcessTraits& traits, const JudgeSettings& settings,
                  Judgement& judgement) {
  const Series& series = metrics[index].series;
  Verdict most = Verdict::kCritical;
  if (settings.detectors.growth) {
    MetricGrowth growth = judge_metric_growth(history, metrics, index, tests, traits, settings.growth);
    growth.finding.marked_tests = tests_of_growth(growth.finding, series, tests);
    most = growth.verdict;
    judgement.looked_at.push_back(growth.finding);
    if (most >= Verdict::kSuspect) judgement.findings.push_back(std::move(growth.finding));
  }
  if (!settings.detectors.lbr || most < Verdict::kSuspect) return;
  auto found =
      find_lbr_in_segments(history, metrics[index], settings.resample, settings.lbr, judgement.notes);
  for (Finding& finding : found) {
    finding.verdict = most >= Verdict::kLeak ? finding.verdict : Verdict::kSuspect;
    finding.marked_tests = tests_of_growth(finding, series, tests);
    judgement.findings.push_back(std::move(finding));
  }
}

void conclude(Judgement& judgement) {
  std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
                   [](const Finding& one, const Finding& other) { return one.verdict > other.verdict; });
  if (!judgement.findings.empty()) {
    const Finding& worst = judgement.findings.front();
    judgement.verdict = worst.verdict;
    judgement.reason = fmt::format("{}: {}", to_string(worst.metric), worst.reason);
  } else if (!judgement.looked_at.empty()) {
    const Finding& first = judgement.looked_at.front();
    judgement.reason = fmt::format("{}: {}", to_string(first.metric), first.reason);
  } else {
    judgement.reason = judgement.notes.empty() ? "nothing grows towards the limit" : judgement.notes.front();
  }
}

}  // namespace

Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                std::span<const Metric> judged, std::span<const TestSpan> tests, const ProcessTraits& traits,
                const JudgeSettings& settings) {
  Judgement judgement;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Series& series = metrics[i].series;
    const bool is_asked_for = std::find(judged.begin(), judged.end(), series.metric) != judged.end();
    if (!is_asked_for || !is_long_enough(series, settings)) continue;
    judgement.verdict = std::max(judgement.verdict, Verdict::kClean);
    judge_metric(history, metrics, i, tests, traits, settings, judgement);
  }
  if (judgement.verdict == Verdict::kInsufficient) {
    judgement.reason = describe_length(metrics, settings);
  } else {
    conclude(judgement);
  }
  return judgement;
}

}  // namespace tidemark
