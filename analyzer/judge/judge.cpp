#include "analyzer/judge/judge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "analyzer/evidence/tests_of_growth.hpp"
#include "analyzer/judge/metrics/detectable_growth.hpp"
#include "analyzer/judge/metrics/heap_growth.hpp"
#include "analyzer/numbers/trend.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::duration;

bool is_long_enough(const Series& series, const JudgeSettings& settings) {
  return series.size() >= settings.min_ticks &&
         series.span_seconds() >= duration<double>(settings.min_alive).count();
}

bool explains_growth(const JudgeSettings& settings) {
  return settings.detectors.growth && settings.growth.growth.every_rule;
}

// Returns the rules that is_long_enough stands for, with their figures.
std::vector<AskedRule> length_rules(const Series& series, const JudgeSettings& settings) {
  const char* const rule = to_string(GrowthRule::kEnoughSamples);
  const auto ticks = static_cast<double>(series.size());
  const auto fewest = static_cast<double>(settings.min_ticks);
  const double seconds = series.span_seconds();
  const double least = duration<double>(settings.min_alive).count();
  return {{rule, "ticks seen, to be judged", ticks, fewest, ticks >= fewest},
          {rule, "seconds seen, to be judged", seconds, least, seconds >= least}};
}

// Returns the explanation of a metric that is not judged.
Finding describe_unjudged(const Series& series, const JudgeSettings& settings) {
  Finding finding;
  finding.detector = "growth";
  finding.metric = series.metric;
  finding.verdict = Verdict::kInsufficient;
  finding.reason = "not judged";
  finding.rules = length_rules(series, settings);
  return finding;
}

std::string describe_length(std::span<const MetricHistory> metrics, const JudgeSettings& settings) {
  const auto longest = std::max_element(
      metrics.begin(), metrics.end(),
      [](const auto& one, const auto& other) { return one.series.size() < other.series.size(); });
  return fmt::format("seen at {} ticks in {}; {} ticks and {} are needed", longest->series.size(),
                     format_seconds(longest->series.span_seconds()), settings.min_ticks,
                     format_duration(settings.min_alive));
}

// Judges the growth of each of these metrics; returns it by the metric's place.
std::map<std::size_t, MetricGrowth> judge_growths(
    const History& history, std::span<const MetricHistory> metrics, const std::vector<std::size_t>& judged,
    std::span<const TestSpan> tests, const ProcessTraits& traits, const JudgeSettings& settings) {
  std::map<std::size_t, MetricGrowth> growths;
  for (const std::size_t index : judged) {
    MetricGrowth growth = judge_metric_growth(history, metrics, index, tests, traits, settings.growth);
    if (explains_growth(settings)) {
      const auto asked_before = length_rules(metrics[index].series, settings);
      growth.finding.rules.insert(growth.finding.rules.begin(), asked_before.begin(), asked_before.end());
    }
    growth.finding.marked_tests = tests_of_growth(growth.finding, metrics[index].series, tests);
    growths.emplace(index, std::move(growth));
  }
  return growths;
}

// Returns the p of all metrics together; absent where none moves, so that none was asked for a trend.
std::optional<double> find_p(const std::map<std::size_t, MetricGrowth>& growths) {
  std::vector<double> p_values;
  bool is_asked = false;
  for (const auto& [index, growth] : growths) {
    is_asked = is_asked || growth.finding.p_value.has_value();
    p_values.push_back(growth.finding.p_value.value_or(1.0));
  }
  if (!is_asked) return std::nullopt;
  return family_wise_p(std::move(p_values));
}

// Corrects the p of a metric by that of all metrics, asks the rule that its trend is no chance among all of
// them, and holds a leak that fails it at suspect.
void hold_to_family(MetricGrowth& growth, double p_value) {
  if (growth.finding.p_value) growth.finding.p_value = std::max(*growth.finding.p_value, p_value);
  std::vector<AskedRule>& asked = growth.finding.rules;
  const auto trend = std::find_if(asked.begin(), asked.end(), [](const AskedRule& rule) {
    return rule.rule == to_string(GrowthRule::kExceedsChance);
  });
  if (trend == asked.end()) return;
  const double bound = trend->bound;
  const bool passed = p_value <= bound;
  asked.push_back(
      {to_string(GrowthRule::kExceedsChance), "p over all metrics judged", p_value, bound, passed});
  if (passed || growth.verdict < Verdict::kLeak) return;
  growth.verdict = growth.finding.verdict = Verdict::kSuspect;
  growth.finding.reason = "grows, but in so few of the metrics judged that it may be chance";
}

// Judges one metric and appends its findings.
//
// growth  of the metric; null where growth was not looked for
void judge_metric(const History& history, const MetricHistory& metric, const MetricGrowth* growth,
                  std::span<const TestSpan> tests, const JudgeSettings& settings, Judgement& judgement) {
  const Verdict most = growth != nullptr ? growth->verdict : Verdict::kCritical;
  if (growth != nullptr) {
    judgement.looked_at.push_back(growth->finding);
    if (most >= Verdict::kSuspect) judgement.findings.push_back(growth->finding);
  }
  if (!settings.detectors.lbr || most < Verdict::kSuspect) return;
  auto found = find_lbr_in_segments(history, metric, settings.resample, settings.lbr, judgement.notes);
  for (Finding& finding : found) {
    finding.verdict = std::min(finding.verdict, most);
    finding.marked_tests = tests_of_growth(finding, metric.series, tests);
    judgement.findings.push_back(std::move(finding));
  }
}

// Judges the heap of a Java virtual machine by its counters, and holds its metrics to that; that of Node.js by the
// troughs of its private memory. Returns nullopt where there is no such heap, or anon is not judged.
std::optional<MetricGrowth> judge_heap(const History& history, std::span<const MetricHistory> metrics,
                                       const ProcessTraits& traits, const JudgeSettings& settings,
                                       std::map<std::size_t, MetricGrowth>& growths) {
  const auto anon = std::find_if(growths.begin(), growths.end(), [&](const auto& growth) {
    return metrics[growth.first].series.metric == sampled(Metric::kHeap);
  });
  const bool is_asked_for = anon != growths.end();
  if (traits.is_node && is_asked_for && anon->second.verdict < Verdict::kLeak)
    return judge_troughs(history, metrics[anon->first], traits, settings.growth);
  if (!traits.is_jvm || growths.empty()) return std::nullopt;
  std::optional<MetricGrowth> heap;
  if (traits.heap) heap = judge_heap_growth(*traits.heap, history, settings.growth);
  for (auto& [index, growth] : growths) {
    hold_to_heap(growth, heap ? &*traits.heap : nullptr, heap ? &*heap : nullptr, settings.growth);
  }
  return is_asked_for ? heap : std::nullopt;
}

void judge_by_worst(Judgement& judgement) {
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

// Finds what the clean verdict is worth, by the metric in which private memory shows best. Of few samples that would
// not even have shown that memory doubles, nothing is known.
void tell_worth(const History& history, std::span<const MetricHistory> metrics,
                const std::vector<std::size_t>& judged, const JudgeSettings& settings, Judgement& judgement) {
  constexpr std::array kBest = {Metric::kAnon, Metric::kRss, Metric::kData, Metric::kVmSize};
  const auto rank = [&](std::size_t place) {
    return std::find(kBest.begin(), kBest.end(), metrics[place].series.metric) - kBest.begin();
  };
  const std::size_t place =
      *std::min_element(judged.begin(), judged.end(),
                        [&](std::size_t one, std::size_t other) { return rank(one) < rank(other); });
  const Series& series = metrics[place].series;
  const auto limit = ceiling_at(history, metrics[place], series.size() - 1).bytes;
  judgement.detectable_bytes_per_second =
      find_detectable_growth(SeriesView(series), limit, settings.growth.growth, settings.growth.verdict);
  const double most = judgement.detectable_bytes_per_second.value_or(std::numeric_limits<double>::infinity());
  const bool are_few = series.size() < 2 * settings.growth.growth.fewest_cells;
  if (!are_few || most * series.span_seconds() <= series.bytes.back()) return;
  judgement.verdict = Verdict::kInsufficient;
  judgement.reason = fmt::format("{} samples in {}, too few and irregular to show whether it grows",
                                 series.size(), format_seconds(series.span_seconds()));
}

}  // namespace

Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                std::span<const Metric> judged, std::span<const TestSpan> tests, const ProcessTraits& traits,
                const JudgeSettings& settings) {
  std::vector<std::size_t> judged_places;
  std::vector<Finding> unjudged;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Series& series = metrics[i].series;
    const bool is_asked_for = std::find(judged.begin(), judged.end(), series.metric) != judged.end();
    if (!is_asked_for) continue;
    if (is_long_enough(series, settings)) {
      judged_places.push_back(i);
    } else if (explains_growth(settings) && series.size() > 0) {
      unjudged.push_back(describe_unjudged(series, settings));
    }
  }
  Judgement judgement;
  if (judged_places.empty()) {
    judgement.reason = describe_length(metrics, settings);
    judgement.looked_at = std::move(unjudged);
    return judgement;
  }
  judgement.verdict = Verdict::kClean;
  std::map<std::size_t, MetricGrowth> growths;
  if (settings.detectors.growth) {
    growths = judge_growths(history, metrics, judged_places, tests, traits, settings);
  }
  judgement.p_value = find_p(growths);
  for (auto& [index, growth] : growths) {
    if (judgement.p_value) hold_to_family(growth, *judgement.p_value);
  }
  const auto heap = judge_heap(history, metrics, traits, settings, growths);
  for (const std::size_t place : judged_places) {
    const auto growth = growths.find(place);
    judge_metric(history, metrics[place], growth == growths.end() ? nullptr : &growth->second, tests,
                 settings, judgement);
  }
  if (heap) {
    judgement.looked_at.push_back(heap->finding);
    if (heap->verdict >= Verdict::kSuspect) judgement.findings.push_back(heap->finding);
  }
  judge_by_worst(judgement);
  if (settings.detectors.growth && judgement.verdict == Verdict::kClean) {
    tell_worth(history, metrics, judged_places, settings, judgement);
  }
  judgement.looked_at.insert(judgement.looked_at.end(), unjudged.begin(), unjudged.end());
  return judgement;
}

}  // namespace tidemark
