#include "analyzer/baseline/compare.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/baseline/compare_groups.hpp"
#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Runs = std::vector<const ProgramRun*>;

bool was_judged(const ProgramRun& run) { return run.verdict != Verdict::kInsufficient; }

// Returns how far the metric has moved, as a part of its old level; in a test of the level that it ran at.
double movement(const MetricChange& metric) {
  const double level = metric.is_from_begin ? metric.now.floor_bytes : metric.level.oldest;
  return (metric.level_now - metric.level.oldest) / std::max(1.0, level);
}

std::size_t find_worst(const std::vector<MetricChange>& metrics) {
  const auto worst = std::max_element(
      metrics.begin(), metrics.end(), [](const MetricChange& one, const MetricChange& other) {
        const Change first = change_of(one), second = change_of(other);
        return first != second ? first < second : movement(one) < movement(other);
      });
  return static_cast<std::size_t>(worst - metrics.begin());
}

// Noise may take growth over the bound of a verdict: a program that grew before is a new leak only where it
// also grows more, in a metric that is known from before.
bool grows_as_before(const ProgramComparison& program, const ProgramRun& now) {
  return 2 * program.base_growing > program.base_runs && program.metrics.size() == now.metrics.size() &&
         std::none_of(program.metrics.begin(), program.metrics.end(),
                      [](const MetricChange& metric) { return change_of(metric) > Change::kStillLeaks; });
}

// Returns the change that the verdicts show, kSame where they show none.
Change change_of_verdicts(const ProgramComparison& program, const ProgramRun& now) {
  const bool leaked = 2 * program.base_leaking > program.base_runs;
  const bool leaks = program.verdict_now >= Verdict::kLeak;
  if (leaks) return leaked || grows_as_before(program, now) ? Change::kStillLeaks : Change::kNewLeak;
  return leaked ? Change::kGoneLeak : Change::kSame;
}

std::string describe_verdicts(const ProgramComparison& program, Change change) {
  const std::string runs = count_of(program.base_runs, "run", "runs");
  switch (change) {
    case Change::kNewLeak:
      return fmt::format("{} now, no leak in {} of {}", to_string(program.verdict_now),
                         program.base_runs - program.base_leaking, runs);
    case Change::kStillLeaks:
      return fmt::format("{} now, grew in {} of {} before, leaked in {}, and does not grow faster",
                         to_string(program.verdict_now), program.base_growing, runs, program.base_leaking);
    default:
      return fmt::format("{} now, leaked in {} of {} before", to_string(program.verdict_now),
                         program.base_leaking, runs);
  }
}

void compare_both(const Runs& earlier, const ProgramRun& now, const BaselineSettings& settings,
                  ProgramComparison& program) {
  program.metrics = compare_metrics(earlier, now.metrics, settings);
  // A change of the verdict is told once for the program, not for each test that it saw.
  const Change by_verdict = program.program.test.empty() ? change_of_verdicts(program, now) : Change::kSame;
  program.change = by_verdict;
  if (!program.metrics.empty()) {
    program.worst_metric = find_worst(program.metrics);
    const MetricChange& worst = program.metrics[program.worst_metric];
    program.change = std::max(by_verdict, change_of(worst));
    program.reason = describe_metric(worst, change_of(worst));
  }
  if (by_verdict == Change::kSame) return;
  program.reason = describe_verdicts(program, by_verdict) +
                   (program.reason.empty() ? std::string() : "; " + program.reason);
}

ProgramComparison compare_program(const ProgramKey& key, const Baseline& base, const ProgramRun* now,
                                  const BaselineSettings& settings) {
  ProgramComparison program;
  program.program = key;
  std::vector<ProgramRun> in_test;
  if (!key.test.empty()) in_test = runs_in_test(base, key);
  Runs judged;
  for (const ProgramRun* run : key.test.empty() ? runs_of(base, key) : pointers_to(in_test)) {
    program.processes_before = run->processes;
    if (!was_judged(*run)) continue;
    judged.push_back(run);
    program.verdict_before = run->verdict;
    if (run->verdict >= Verdict::kSuspect) ++program.base_growing;
    if (run->verdict >= Verdict::kLeak) ++program.base_leaking;
  }
  program.base_runs = judged.size();
  if (now != nullptr) {
    program.processes_now = now->processes;
    program.verdict_now = now->verdict;
  }
  if (now == nullptr) {
    program.change = Change::kOnlyInBase;
    program.reason = fmt::format("{} before", to_string(program.verdict_before));
  } else if (program.processes_before == 0) {
    const bool leaks = now->verdict >= Verdict::kLeak;
    program.change = leaks ? Change::kNewLeak : Change::kOnlyInNew;
    program.reason = fmt::format("{} now, not in the base", to_string(now->verdict));
  } else if (judged.empty() && now->verdict >= Verdict::kLeak) {
    program.change = Change::kNewLeak;
    program.reason = fmt::format("{} now, too short to be judged before", to_string(now->verdict));
  } else if (judged.empty() || !was_judged(*now)) {
    program.change = Change::kNotJudged;
    program.reason = fmt::format("too short to be judged {}", judged.empty() ? "before" : "now");
  } else {
    compare_both(judged, *now, settings, program);
  }
  return program;
}

// Whether only one side has the test of this key: a test that is new or gone, or in which the program now holds
// still, is no change of the program.
bool is_of_lone_test(const ProgramKey& key, const Baseline& base, const BaselineRun& now) {
  return !key.test.empty() && (!now.programs.contains(key) || runs_in_test(base, key).empty());
}

// Returns settings with which all tests of a program together are as likely a false alarm as its whole life.
BaselineSettings settings_for(const ProgramKey& key, const BaselineRun& now, BaselineSettings settings) {
  if (key.test.empty()) return settings;
  const auto tests = std::count_if(now.programs.begin(), now.programs.end(), [&](const auto& entry) {
    const ProgramKey& other = entry.first;
    return other.name == key.name && other.script == key.script && !other.test.empty();
  });
  settings.comparisons *= static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, tests));
  return settings;
}

std::set<ProgramKey> all_programs(const Baseline& base, const BaselineRun& now) {
  std::set<ProgramKey> programs;
  for (const BaselineRun& run : base.runs) {
    for (const auto& [program, shown] : run.programs) programs.insert(program);
  }
  for (const auto& [program, shown] : now.programs) programs.insert(program);
  return programs;
}

Baseline without_session(Baseline base, const std::string& session) {
  if (base.runs.size() > 1)
    std::erase_if(base.runs, [&](const BaselineRun& run) { return run.session == session; });
  return base;
}

}  // namespace

const char* to_string(Change change) {
  switch (change) {
    case Change::kNotJudged:
      return "not judged";
    case Change::kOnlyInBase:
      return "only in base";
    case Change::kOnlyInNew:
      return "only in new";
    case Change::kSame:
      return "same";
    case Change::kLower:
      return "lower";
    case Change::kGoneLeak:
      return "gone leak";
    case Change::kStillLeaks:
      return "still leaks";
    case Change::kDrifting:
      return "drifting";
    case Change::kHigher:
      return "higher";
    case Change::kGrowsFaster:
      return "grows faster";
    case Change::kNewLeak:
      return "new leak";
  }
  return "unknown";
}

Change change_of(const MetricChange& metric) {
  if (metric.grows_faster) return Change::kGrowsFaster;
  if (metric.is_higher) return Change::kHigher;
  if (metric.is_above_oldest || metric.is_drifting) return Change::kDrifting;
  return metric.is_lower ? Change::kLower : Change::kSame;
}

bool is_worse(Change change) { return change >= Change::kDrifting; }

Comparison compare_runs(const Baseline& base, const BaselineRun& now, const BaselineSettings& settings) {
  Comparison comparison;
  comparison.settings = settings;
  comparison.new_source = now.source;
  const Baseline earlier = without_session(base, now.session);
  for (const BaselineRun& run : earlier.runs) comparison.base_sources.push_back(run.source);
  for (const ProgramKey& key : all_programs(earlier, now)) {
    if (is_of_lone_test(key, earlier, now)) continue;
    const auto found = now.programs.find(key);
    const ProgramRun* shown = found == now.programs.end() ? nullptr : &found->second;
    ProgramComparison program = compare_program(key, earlier, shown, settings_for(key, now, settings));
    comparison.is_worse = comparison.is_worse || is_worse(program.change);
    const bool is_judged = program.base_runs > 0 && program.verdict_now != Verdict::kInsufficient;
    if (key.test.empty() && is_judged) ++comparison.compared;
    comparison.programs.push_back(std::move(program));
  }
  std::stable_sort(
      comparison.programs.begin(), comparison.programs.end(),
      [](const ProgramComparison& one, const ProgramComparison& other) { return one.change > other.change; });
  comparison.groups = compare_groups(earlier, now, settings);
  comparison.is_worse =
      comparison.is_worse || std::any_of(comparison.groups.begin(), comparison.groups.end(),
                                         [](const GroupComparison& group) { return is_worse(group.change); });
  return comparison;
}

}  // namespace tidemark
