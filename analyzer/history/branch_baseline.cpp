#include "analyzer/history/branch_baseline.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tidemark {
namespace {

// Returns for each subject the run from which on its present level counts. A change of a program's whole life is one of its tests,
// too.
std::map<Subject, std::size_t> since_last_change(const HistoryReport& report) {
  std::map<Subject, std::size_t> since;
  for (const SubjectChange& change : report.changes) {
    const LevelChange& level = change.change;
    if (!level.stays() || !level.is_confirmed) continue;
    const std::size_t from = level.kind == LevelChange::Kind::kDrift ? level.told : level.since;
    if (from + report.settings.fewest_before > report.runs.size()) continue;
    std::size_t& known = since[report.subjects[change.subject].subject];
    known = std::max(known, from);
  }
  return since;
}

std::size_t find_or_first(const std::map<Subject, std::size_t>& since, const Subject& subject) {
  const auto found = since.find(subject);
  return found == since.end() ? 0 : found->second;
}

}  // namespace

Baseline baseline_of(const HistoryReport& report, const std::set<std::string>& without) {
  const std::map<Subject, std::size_t> since = since_last_change(report);
  Baseline baseline;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    BaselineRun run = report.runs[i].shown;
    if (without.contains(run.session)) continue;
    std::erase_if(run.programs, [&](const auto& entry) {
      const auto& [program, shown] = entry;
      const std::size_t first =
          std::max(find_or_first(since, {.program = program}),
                   find_or_first(since, {.program = {program.name, program.script, ""}}));
      return shown.verdict >= Verdict::kLeak || i < first;
    });
    if (run.groups) {
      std::erase_if(*run.groups, [&](const auto& entry) {
        const auto& [group, shown] = entry;
        return shown.verdict >= Verdict::kLeak ||
               i < find_or_first(since, {group.kind, {group.name, "", ""}});
      });
    }
    add_run(baseline, std::move(run));
  }
  return baseline;
}

}  // namespace tidemark
