#include "analyzer/baseline/baseline.hpp"

#include <algorithm>

namespace tidemark {

std::vector<const ProgramRun*> runs_of(const Baseline& baseline, const ProgramKey& program) {
  std::vector<const ProgramRun*> runs;
  for (const BaselineRun& run : baseline.runs) {
    const auto found = run.programs.find(program);
    if (found != run.programs.end()) runs.push_back(&found->second);
  }
  return runs;
}

std::optional<ProgramRun> shown_by(const BaselineRun& run, const ProgramKey& program) {
  const auto found = run.programs.find(program);
  const bool is_there = found != run.programs.end();
  if (program.test.empty()) return is_there ? std::optional(found->second) : std::nullopt;
  const auto whole = run.programs.find({program.name, program.script, ""});
  const bool had_test = run.tests.contains(program.test) && whole != run.programs.end() &&
                        whole->second.verdict != Verdict::kInsufficient;
  if (!is_there && !had_test) return std::nullopt;
  ProgramRun shown =
      is_there ? found->second : ProgramRun{whole->second.processes, whole->second.verdict, {}};
  if (!had_test) return shown;
  for (const MetricMeasure& measure : whole->second.metrics) {
    if (find_measure(shown, measure.metric) == nullptr)
      shown.metrics.push_back({.metric = measure.metric, .above_begin_bytes = 0.0});
  }
  return shown;
}

std::vector<ProgramRun> runs_in_test(const Baseline& baseline, const ProgramKey& program) {
  std::vector<ProgramRun> runs;
  for (const BaselineRun& run : baseline.runs) {
    if (auto shown = shown_by(run, program)) runs.push_back(std::move(*shown));
  }
  return runs;
}

std::vector<const ProgramRun*> pointers_to(const std::vector<ProgramRun>& runs) {
  std::vector<const ProgramRun*> pointers;
  pointers.reserve(runs.size());
  for (const ProgramRun& run : runs) pointers.push_back(&run);
  return pointers;
}

std::vector<const ProgramRun*> runs_of(const Baseline& baseline, const GroupKey& group) {
  std::vector<const ProgramRun*> runs;
  for (const BaselineRun& run : baseline.runs) {
    if (!run.groups) continue;
    const auto found = run.groups->find(group);
    if (found != run.groups->end()) runs.push_back(&found->second);
  }
  return runs;
}

std::string describe(const GroupKey& group) {
  return "the " + group.kind + (group.name.empty() ? "" : " " + group.name);
}

const MetricMeasure* find_measure(const ProgramRun& run, Metric metric) {
  const auto found = std::find_if(run.metrics.begin(), run.metrics.end(),
                                  [&](const MetricMeasure& measure) { return measure.metric == metric; });
  return found == run.metrics.end() ? nullptr : &*found;
}

void add_run(Baseline& baseline, BaselineRun run) {
  std::vector<BaselineRun>& runs = baseline.runs;
  std::erase_if(runs, [&](const BaselineRun& known) { return known.session == run.session; });
  const auto place = std::upper_bound(
      runs.begin(), runs.end(), run,
      [](const BaselineRun& one, const BaselineRun& other) { return one.started < other.started; });
  runs.insert(place, std::move(run));
  if (runs.size() > kMostRuns) runs.erase(runs.begin() + kAnchorRuns);
}

}  // namespace tidemark
