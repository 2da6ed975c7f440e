#include "analyzer/judge/groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/groups/group_choice.hpp"
#include "analyzer/judge/count_groups.hpp"
#include "analyzer/judge/group_verdict.hpp"
#include "analyzer/judge/machine_groups.hpp"
#include "analyzer/judge/tree_groups.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Members = std::vector<std::size_t>;  // places of the lives

// The lives of a program in one session.
struct Program {
  Members all;
  Members staying;  // without jobs in progress: of those that come and go some are always there at the end
};

// A program's processes at the times of their session.
struct ProgramSeries {
  GroupSeries held;
  std::vector<double> count;
};

ProgramSeries sum_up(std::span<const LifeSummary> lives, const Members& members) {
  const WholeSession& session = *lives[members.front()].session;
  ProgramSeries sum{{&session, {}}, {}};
  sum.count.assign(session.seconds.size(), 0.0);
  sum.held.bytes.assign(session.seconds.size(), 0.0);
  for (const std::size_t member : members) {
    const HeldSamples& held = *lives[member].held;
    add_held(held, sum.held.bytes);
    for (std::size_t i = 0; i < held.anon_bytes.size(); ++i) sum.count[held.first + i] += 1.0;
  }
  return sum;
}

// Whether those that stay hold the growth: of workers that are replaced one by one the ones at the end began one
// after the other, and what these hold rises though all of them together hold still.
bool is_held_by(const std::vector<double>& staying, const GrowthWindow& window, double growth) {
  return staying[window.last] - staying[window.first] >= kShareThatExplains * growth;
}

// Whether one member, or those that are told by themselves, hold most of the growth.
bool is_explained(std::span<const LifeSummary> lives, const std::vector<bool>& told, const Members& members,
                  double growth_bytes) {
  double most = 0.0, of_told = 0.0;
  for (const std::size_t member : members) {
    const std::vector<double>& held = lives[member].held->anon_bytes;
    const double growth = held.back() - held.front();
    most = std::max(most, growth);
    if (told[member]) of_told += growth;
  }
  return std::max(most, of_told) >= kShareThatExplains * growth_bytes;
}

// What lives, programs and sessions are judged by together.
struct Judging {
  std::span<const LifeSummary> lives;
  const std::vector<ProcessReport>& processes;
  const AnalysisSettings& settings;
  const std::vector<bool>& told;
  TaskCounts tasks;
};

std::string describe_pile(const std::vector<double>& count, const GrowthWindow& window) {
  return fmt::format("its processes pile up: {:.0f} -> {:.0f} in {}", count[window.first], count[window.last],
                     format_seconds(window.span_seconds));
}

// Judges what the processes of a program hold together.
std::optional<GroupReport> judge_memory(const Judging& judging, const Program& program,
                                        const std::string& name, const ProgramSeries& all,
                                        const ProgramSeries& staying) {
  const auto limit = limit_of_group(all.held, judging.settings);
  auto judged = judge_group_growth("program", name, all.held, limit, judging.settings);
  if (!judged) return std::nullopt;
  const GrowthFinding& growth = judged->growth;
  if (!is_held_by(staying.held.bytes, growth.window, growth.growth_bytes) ||
      is_explained(judging.lives, judging.told, program.staying, growth.growth_bytes)) {
    return std::nullopt;
  }
  const Finding& finding = judged->report.findings.front();
  judged->report.reason =
      fmt::format("{}, which together hold {} -> {}", describe_pile(all.count, growth.window),
                  format_size(finding.first_bytes), format_size(finding.last_bytes));
  return std::move(judged->report);
}

// Judges how many there are: whether there will be as many processes as there may be.
//
// Returns  nothing where the number does not go on rising
std::optional<JudgedGroup> judge_number(const Judging& judging, const std::string& name,
                                        const ProgramSeries& all) {
  const WholeSession& session = *all.held.session;
  if (all.count.empty()) return std::nullopt;
  const auto limit = limit_of_count(session, all.count.back(), judging.tasks);
  auto judged = judge_count("program", name, {&session, all.count}, limit, judging.settings);
  if (!judged || judged->report.verdict < Verdict::kLeak) return judged;
  judged->report.reason =
      fmt::format("{}, and the {} that there may be in all are there in {}",
                  describe_pile(all.count, judged->growth.window), *session.newest().tasks_max,
                  format_seconds(judged->report.findings.front().seconds_to_limit.value_or(0.0)));
  return judged;
}

std::optional<GroupReport> judge_program(const Judging& judging, const Program& program) {
  const std::string name = describe(judging.processes[program.all.front()].program);
  const ProgramSeries all = sum_up(judging.lives, program.all);
  auto number = judge_number(judging, name, all);
  if (!number) return std::nullopt;
  const ProgramSeries staying = sum_up(judging.lives, program.staying);
  auto report = judge_memory(judging, program, name, all, staying);
  const GrowthWindow& window = number->growth.window;
  const bool alerts = number->report.verdict >= Verdict::kLeak &&
                      is_held_by(staying.count, window, all.count[window.last] - all.count[window.first]);
  if (alerts && (!report || report->verdict < number->report.verdict)) report = std::move(number->report);
  if (!report) return report;
  report->members = program.staying.size();
  report->lives = program.staying;
  return report;
}

std::optional<GroupReport> measure_program(const Judging& judging, const Program& program) {
  if (!judging.settings.measure) return std::nullopt;
  return measure_group("program", describe(judging.processes[program.all.front()].program),
                       sum_up(judging.lives, program.all).held, program.staying.size(), judging.settings);
}

// Judges each program, and notes the members of those that are told in `told`.
std::vector<GroupReport> judge_programs(std::span<const LifeSummary> lives,
                                        const std::vector<ProcessReport>& processes,
                                        const AnalysisSettings& settings, std::vector<bool>& told) {
  std::map<std::pair<const WholeSession*, TextKey>, Program> programs;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const LifeSummary& life = lives[i];
    if (life.kind.empty() || !life.held) continue;
    Program& program = programs[{life.session, life.kind}];
    program.all.push_back(i);
    if (stays(life) && processes[i].kind_of_life != KindOfLife::kJobInProgress) program.staying.push_back(i);
  }
  const Judging judging{lives, processes, settings, told, count_tasks(lives)};
  std::vector<GroupReport> reports;
  for (const auto& [key, program] : programs) {
    if (program.staying.size() < kFewestMembers) continue;
    auto report = judge_program(judging, program);
    const bool is_told = report.has_value();
    if (!is_told) report = measure_program(judging, program);
    if (report) reports.push_back(std::move(*report));
    if (!is_told) continue;
    for (const std::size_t member : program.staying) told[member] = true;
  }
  return reports;
}

JudgedGroups with_measured_apart(JudgedGroups groups) {
  const auto measured =
      std::stable_partition(groups.reports.begin(), groups.reports.end(),
                            [](const GroupReport& group) { return !group.findings.empty(); });
  std::move(measured, groups.reports.end(), std::back_inserter(groups.measured));
  groups.reports.erase(measured, groups.reports.end());
  return groups;
}

}  // namespace

JudgedGroups judge_groups(const WholeSessions& sessions, std::span<const LifeSummary> lives,
                          const std::vector<ProcessReport>& processes, const AnalysisSettings& settings) {
  if (!settings.judge.detectors.growth) return {};
  std::vector<bool> told(lives.size());
  for (std::size_t i = 0; i < lives.size(); ++i) {
    told[i] = processes[i].verdict >= Verdict::kLeak || processes[i].suppressed;
  }
  JudgedGroups groups{judge_programs(lives, processes, settings, told), {}, {}};
  const auto add = [&](std::vector<GroupReport> reports) {
    std::move(reports.begin(), reports.end(), std::back_inserter(groups.reports));
  };
  add(judge_trees(lives, processes, settings, told));
  add(judge_counts(lives, processes, settings, told));
  // Of a machine some of whose processes are not looked at nothing is known.
  if (settings.process || settings.exclude) {
    const GroupChoice choice("process", settings.process);
    std::erase_if(groups.reports, [&](const GroupReport& group) {
      return choice.is_given() && !choice.fits(group.kind, group.name);
    });
    return with_measured_apart(std::move(groups));
  }
  JudgedMachines machines = judge_machines(sessions, lives, told, settings);
  add(std::move(machines.reports));
  groups.notes = std::move(machines.notes);
  return with_measured_apart(std::move(groups));
}

}  // namespace tidemark
