#include "analyzer/judge/groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/groups/group_choice.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/judge/group_verdict.hpp"
#include "analyzer/judge/machine_groups.hpp"
#include "analyzer/judge/tree_groups.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Members = std::vector<std::size_t>;  // places of the lives

// The growth of a number is judged as that of memory is: as if each member held so much.
constexpr double kBytesAMember = 1048576.0;

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
  const WholeSession& session = *lives[members.front()].held->session;
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
bool is_held_by(const ProgramSeries& staying, const GrowthFinding& growth) {
  const std::vector<double>& bytes = staying.held.bytes;
  return bytes[growth.window.last] - bytes[growth.window.first] >= kShareThatExplains * growth.growth_bytes;
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

std::optional<GroupReport> judge_program(std::span<const LifeSummary> lives,
                                         const std::vector<ProcessReport>& processes,
                                         const std::vector<bool>& told, const Program& program,
                                         const AnalysisSettings& settings) {
  const ProgramSeries sum = sum_up(lives, program.all);
  const std::vector<double>& seconds = sum.held.session->seconds;
  if (seconds.size() < settings.judge.min_ticks) return std::nullopt;
  std::vector<double> as_bytes = sum.count;
  for (double& count : as_bytes) count *= kBytesAMember;
  if (!find_growth({seconds, as_bytes}, settings.judge.growth.growth).sustained) return std::nullopt;
  auto judged = judge_group_growth("program", describe(processes[program.all.front()].program), sum.held,
                                   limit_of_group(sum.held, settings), settings);
  if (!judged || !is_held_by(sum_up(lives, program.staying), judged->growth) ||
      is_explained(lives, told, program.staying, judged->growth.growth_bytes)) {
    return std::nullopt;
  }
  const Finding& finding = judged->report.findings.front();
  const GrowthWindow& window = judged->growth.window;
  judged->report.members = program.staying.size();
  judged->report.reason =
      fmt::format("its processes pile up: {:.0f} -> {:.0f} in {}, which together hold {} -> {}",
                  sum.count[window.first], sum.count[window.last], format_seconds(finding.window.seconds),
                  format_size(finding.first_bytes), format_size(finding.last_bytes));
  return std::move(judged->report);
}

// Judges each program, and notes the members of those that are told in `told`.
std::vector<GroupReport> judge_programs(std::span<const LifeSummary> lives,
                                        const std::vector<ProcessReport>& processes,
                                        const AnalysisSettings& settings, std::vector<bool>& told) {
  std::map<std::pair<const WholeSession*, std::string>, Program> programs;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const LifeSummary& life = lives[i];
    if (life.kind.empty() || !life.held) continue;
    Program& program = programs[{life.held->session, life.kind}];
    program.all.push_back(i);
    if (stays(life) && processes[i].kind_of_life != KindOfLife::kJobInProgress) program.staying.push_back(i);
  }
  std::vector<GroupReport> reports;
  for (const auto& [key, program] : programs) {
    if (program.staying.size() < kFewestMembers) continue;
    auto report = judge_program(lives, processes, told, program, settings);
    if (!report) continue;
    reports.push_back(std::move(*report));
    for (const std::size_t member : program.staying) told[member] = true;
  }
  return reports;
}

}  // namespace

JudgedGroups judge_groups(const WholeSessions& sessions, std::span<const LifeSummary> lives,
                          const std::vector<ProcessReport>& processes, const AnalysisSettings& settings) {
  if (!settings.judge.detectors.growth) return {};
  std::vector<bool> told(lives.size());
  for (std::size_t i = 0; i < lives.size(); ++i) {
    told[i] = processes[i].verdict >= Verdict::kLeak || processes[i].suppressed;
  }
  JudgedGroups groups{judge_programs(lives, processes, settings, told), {}};
  const auto add = [&](std::vector<GroupReport> reports) {
    std::move(reports.begin(), reports.end(), std::back_inserter(groups.reports));
  };
  add(judge_trees(lives, processes, settings, told));
  // Of a machine some of whose processes are not looked at nothing is known.
  if (settings.process) {
    const GroupChoice choice("process", settings.process);
    std::erase_if(groups.reports, [&](const GroupReport& group) {
      return choice.is_given() && !choice.fits(group.kind, group.name);
    });
    return groups;
  }
  JudgedMachines machines = judge_machines(sessions, lives, told, settings);
  add(std::move(machines.reports));
  groups.notes = std::move(machines.notes);
  return groups;
}

}  // namespace tidemark
