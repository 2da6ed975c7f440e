#include "analyzer/baseline/compare_groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/baseline/metric_words.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

Verdict verdict_of(const BaselineRun& run, const GroupKey& group) {
  const auto found = run.groups->find(group);
  return found == run.groups->end() ? Verdict::kClean : found->second.verdict;
}

std::set<GroupKey> all_groups(const Baseline& base, const BaselineRun& now) {
  std::set<GroupKey> groups;
  const auto add = [&](const BaselineRun& run) {
    if (!run.groups) return;
    for (const auto& [group, shown] : *run.groups) groups.insert(group);
  };
  for (const BaselineRun& run : base.runs) add(run);
  add(now);
  return groups;
}

// Returns the change that the verdicts and the metric show together.
Change change_of(const GroupComparison& group) {
  const Change by_metric = group.metric ? change_of(*group.metric) : Change::kSame;
  const bool leaked = 2 * group.base_leaking > group.base_runs;
  if (group.verdict_now < Verdict::kLeak) return leaked ? Change::kGoneLeak : Change::kSame;
  if (group.base_runs == 0) return Change::kNotJudged;
  // Noise may take growth over the bound of a verdict, as it may that of a program.
  const bool grew = 2 * group.base_growing > group.base_runs;
  if (!leaked && !(grew && by_metric <= Change::kStillLeaks)) return Change::kNewLeak;
  return std::max(by_metric, Change::kStillLeaks);
}

std::string describe_change(const GroupComparison& group) {
  if (group.base_runs == 0) {
    return fmt::format("{} now, not looked for in the base", to_string(group.verdict_now));
  }
  std::string text =
      fmt::format("{} now, grew in {} of {} before, leaked in {}", to_string(group.verdict_now),
                  group.base_growing, count_of(group.base_runs, "run", "runs"), group.base_leaking);
  if (group.metric) text += "; " + describe_metric(*group.metric, change_of(*group.metric));
  return text;
}

GroupComparison compare_group(const GroupKey& key, const Baseline& base, const BaselineRun& now,
                              const BaselineSettings& settings) {
  GroupComparison group;
  group.group = key;
  for (const BaselineRun& run : base.runs) {
    if (!run.groups) continue;
    group.verdict_before = verdict_of(run, key);
    ++group.base_runs;
    group.base_leaking += group.verdict_before >= Verdict::kLeak ? 1 : 0;
    group.base_growing += group.verdict_before >= Verdict::kSuspect ? 1 : 0;
  }
  const auto shown = now.groups->find(key);
  if (shown != now.groups->end()) {
    group.verdict_now = shown->second.verdict;
    const auto changes = compare_metrics(runs_of(base, key), shown->second.metrics, settings);
    if (!changes.empty()) group.metric = changes.front();
  }
  group.change = change_of(group);
  group.reason = describe_change(group);
  return group;
}

}  // namespace

std::vector<GroupComparison> compare_groups(const Baseline& base, const BaselineRun& now,
                                            const BaselineSettings& settings) {
  std::vector<GroupComparison> groups;
  if (!now.groups) return groups;
  for (const GroupKey& key : all_groups(base, now)) {
    GroupComparison group = compare_group(key, base, now, settings);
    if (group.change != Change::kSame) groups.push_back(std::move(group));
  }
  std::stable_sort(
      groups.begin(), groups.end(),
      [](const GroupComparison& one, const GroupComparison& other) { return one.change > other.change; });
  return groups;
}

}  // namespace tidemark
