#include "analyzer/judge/baseline_judge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/baseline/normal.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Measures = std::vector<const MetricMeasure*>;

Measures measures_of(const std::vector<const ProgramRun*>& runs, Metric metric) {
  Measures measures;
  for (const ProgramRun* run : runs) {
    if (const MetricMeasure* measure = find_measure(*run, metric)) measures.push_back(measure);
  }
  return measures;
}

std::string an_hour(double bytes_per_second) { return format_size(bytes_per_second * 3600.0) + " an hour"; }

// Returns the highest value that good runs showed, without a bad run among them.
double shown(const Measures& measures, MeasureField value, const BaselineSettings& settings) {
  std::vector<double> values;
  for (const MetricMeasure* measure : measures) values.push_back(measure->*value);
  const Spread spread = spread_of(values);
  return std::min(spread.highest, spread.median + settings.shown_deviations * kDeviationsOfMad * spread.mad);
}

bool is_within_shown(const Finding& finding, const MetricMeasure& now, const Measures& earlier,
                     const BaselineSettings& settings) {
  const double slope =
      shown(earlier, &MetricMeasure::slope_bytes_per_second, settings) * (1 + settings.slope_above_shown);
  const double growth =
      shown(earlier, &MetricMeasure::growth_bytes, settings) * (1 + settings.slope_above_shown);
  const double level = shown(earlier, &MetricMeasure::end_bytes, settings) * (1 + settings.level_above_shown);
  return finding.slope_bytes_per_second <= slope && now.growth_bytes <= growth && now.end_bytes <= level &&
         finding.last_bytes <= level;
}

Verdict held_verdict(const Finding& finding, std::size_t runs, const BaselineSettings& settings) {
  const bool can_be_clean = runs >= settings.runs_for_clean && finding.verdict < Verdict::kCritical;
  return std::min(finding.verdict, can_be_clean ? Verdict::kClean : Verdict::kSuspect);
}

std::string describe_good_runs(const Measures& earlier, const BaselineSettings& settings) {
  const Metric metric = earlier.front()->metric;
  const double a_second = shown(earlier, &MetricMeasure::slope_bytes_per_second, settings);
  return fmt::format("as in {}, which grew by up to {} an hour to {}",
                     count_of(earlier.size(), "good run", "good runs"),
                     format_amount(metric, a_second * 3600.0),
                     format_amount(metric, shown(earlier, &MetricMeasure::end_bytes, settings)));
}

// Holds the findings of a metric that stayed within what good runs showed. Its growth decides, or the worst
// line where growth was not looked for.
void hold_metric(ProcessReport& process, const MetricMeasure& now, const Measures& earlier,
                 const BaselineSettings& settings) {
  auto& findings = process.findings;
  const auto of_metric = [&](const Finding& finding) { return finding.metric == now.metric; };
  auto deciding = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return of_metric(finding) && finding.detector == "growth";
  });
  if (deciding == findings.end()) deciding = std::find_if(findings.begin(), findings.end(), of_metric);
  if (deciding == findings.end() || !is_within_shown(*deciding, now, earlier, settings)) return;
  const Verdict most = held_verdict(*deciding, earlier.size(), settings);
  const std::string why = describe_good_runs(earlier, settings);
  for (Finding& finding : findings) {
    if (!of_metric(finding)) continue;
    finding.verdict = std::min(finding.verdict, most);
    finding.reason = fmt::format("{}; by itself: {}", why, finding.reason);
  }
}

std::string describe_departure(const MetricChange& change) {
  if (change.grows_faster) {
    return fmt::format("grows by {}, normal is up to {} ({})", an_hour(change.now.slope_bytes_per_second),
                       an_hour(change.slope.high), count_of(change.slope.runs, "run", "runs"));
  }
  const auto level = [&](double value) { return describe_level(change, value); };
  const std::string now = fmt::format("ends at {}{}", level(change.level_now),
                                      change.is_from_begin ? " from what was held as the test began" : "");
  const std::string runs = count_of(change.level.runs, "run", "runs");
  if (change.is_higher)
    return fmt::format("{}, normal is up to {} ({})", now, level(change.level.high), runs);
  if (change.is_above_oldest)
    return fmt::format("{}, the oldest of {} ended at {}", now, runs, level(change.level.oldest));
  return fmt::format("{}, rising from run to run since {} ({}; p {:.1g})", now, level(change.level.oldest),
                     runs, change.drift_p);
}

Finding to_finding(const MetricChange& change, const FindingWindow& window) {
  Finding finding;
  finding.detector = "baseline";
  finding.metric = change.metric;
  finding.verdict = Verdict::kSuspect;
  finding.reason = describe_departure(change);
  finding.window = window;
  finding.first_bytes = change.now.end_bytes - change.now.growth_bytes;
  finding.last_bytes = change.now.end_bytes;
  finding.slope_bytes_per_second = change.now.slope_bytes_per_second;
  finding.line_end_bytes = change.now.end_bytes;
  finding.slope_low = change.now.slope_low;
  finding.slope_high = change.now.slope_high;
  finding.rules = {
      {"level", "bytes at the end against normal", change.level_now, change.level.high, change.is_higher},
      {"oldest", "bytes at the end against the oldest runs", change.level_now, change.level.oldest_high,
       change.is_above_oldest},
      {"growth", "bytes a second against normal", change.now.slope_bytes_per_second, change.slope.high,
       change.grows_faster}};
  return finding;
}

// A metric in a test that departs from what good runs showed there.
struct TestDeparture {
  const TestMeasure* test;
  MetricChange change;
};

// Returns the departures of each metric, that by the most growth first.
std::map<Metric, std::vector<TestDeparture>> departures_in_tests(const Baseline& baseline,
                                                                 const ProcessReport& process,
                                                                 const BaselineSettings& settings) {
  std::map<Metric, std::vector<TestDeparture>> departures;
  for (const TestMeasure& test : process.test_measures) {
    const std::vector<ProgramRun> earlier =
        runs_in_test(baseline, {process.program.name, process.program.script, test.test});
    const std::vector<const ProgramRun*> runs = pointers_to(earlier);
    for (const MetricChange& change : compare_metrics(runs, test.metrics, settings)) {
      if (change.is_worse()) departures[change.metric].push_back({&test, change});
    }
  }
  for (auto& [metric, of_metric] : departures) {
    std::stable_sort(of_metric.begin(), of_metric.end(),
                     [](const TestDeparture& one, const TestDeparture& other) {
                       return one.change.now.growth_bytes > other.change.now.growth_bytes;
                     });
  }
  return departures;
}

// Adds a finding for each metric that departs in tests. Where the whole life departs as well, its finding
// names the tests instead.
void judge_tests(const Baseline& baseline, ProcessReport& process, BaselineSettings settings) {
  // All tests together shall be as likely a false alarm as the whole life.
  settings.comparisons *= std::max<std::size_t>(1, process.test_measures.size());
  for (const auto& [metric, departures] : departures_in_tests(baseline, process, settings)) {
    auto& findings = process.findings;
    const auto known =
        std::find_if(findings.begin(), findings.end(), [metric = metric](const Finding& finding) {
          return finding.detector == "baseline" && finding.metric == metric;
        });
    const bool is_known = known != findings.end();
    Finding& finding =
        is_known
            ? *known
            : findings.emplace_back(to_finding(departures.front().change, departures.front().test->window));
    for (const TestDeparture& departure : departures) {
      auto& names = finding.marked_tests;
      if (std::find(names.begin(), names.end(), departure.test->test) == names.end())
        names.push_back(departure.test->test);
    }
    if (!is_known) finding.reason = fmt::format("in {}: {}", finding.marked_tests.front(), finding.reason);
  }
}

void judge_by_worst(ProcessReport& process) {
  auto& findings = process.findings;
  if (findings.empty()) return;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& one, const Finding& other) { return one.verdict > other.verdict; });
  const Finding& worst = findings.front();
  process.verdict = worst.verdict;
  process.reason = fmt::format("{}: {}", to_string(worst.metric), worst.reason);
}

}  // namespace

void judge_by_baseline(const Baseline& baseline, ProcessReport& process, const BaselineSettings& settings) {
  if (process.verdict == Verdict::kInsufficient) return;
  const auto runs = runs_of(baseline, process.program);
  for (const MetricChange& change : compare_metrics(runs, process.measures, settings)) {
    hold_metric(process, change.now, measures_of(runs, change.metric), settings);
    if (change.is_worse()) {
      process.findings.push_back(
          to_finding(change, {process.started.value_or(WallTime{}), process.ended.value_or(WallTime{}),
                              change.now.seconds, process.samples}));
    }
  }
  judge_tests(baseline, process, settings);
  judge_by_worst(process);
}

GroupKey key_of(const GroupReport& group) {
  const bool is_named_anew = group.kind == "machine" || group.kind == "cgroup";
  return {group.kind, is_named_anew ? "" : group.name};
}

void hold_by_baseline(const Baseline& baseline, GroupReport& group, const BaselineSettings& settings) {
  const Measures earlier = measures_of(runs_of(baseline, key_of(group)), group.measure.metric);
  if (earlier.empty()) return;
  for (Finding& finding : group.findings) {
    if (!is_within_shown(finding, group.measure, earlier, settings)) continue;
    finding.verdict = held_verdict(finding, earlier.size(), settings);
    group.verdict = std::min(group.verdict, finding.verdict);
    group.reason = fmt::format("{}; by itself: {}", describe_good_runs(earlier, settings), group.reason);
  }
}

}  // namespace tidemark
