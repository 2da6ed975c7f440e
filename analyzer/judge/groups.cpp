#include "analyzer/judge/groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "analyzer/growth/growth.hpp"
#include "analyzer/judge/growth_findings.hpp"
#include "analyzer/lives/limit.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Members = std::vector<std::size_t>;  // places of the lives

// Fewer members than these are a pool that was started, not a pile.
constexpr std::size_t kFewestMembers = 6;
// A member that holds this part of what the group grew by explains it.
constexpr double kShareThatExplains = 0.8;
// The growth of a number is judged as that of memory is: as if each member held so much.
constexpr double kBytesAMember = 1048576.0;

// A group at the times of its session.
struct GroupSeries {
  std::vector<double> seconds;
  std::vector<double> count;
  std::vector<double> bytes;
};

GroupSeries sum_up(std::span<const LifeSummary> lives, const Members& members) {
  const HeldSamples& any = *lives[members.front()].held;
  GroupSeries sum{held_times(*any.recording, any.session), {}, {}};
  sum.count.assign(sum.seconds.size(), 0.0);
  sum.bytes.assign(sum.seconds.size(), 0.0);
  for (const std::size_t member : members) {
    const HeldSamples& held = *lives[member].held;
    for (std::size_t i = 0; i < held.anon_bytes.size(); ++i) {
      sum.count[held.first + i] += 1.0;
      sum.bytes[held.first + i] += held.anon_bytes[i];
    }
  }
  return sum;
}

bool is_explained(std::span<const LifeSummary> lives, const std::vector<ProcessReport>& processes,
                  const Members& members, double growth_bytes) {
  return std::any_of(members.begin(), members.end(), [&](std::size_t member) {
    const std::vector<double>& held = lives[member].held->anon_bytes;
    return processes[member].verdict >= Verdict::kLeak ||
           held.back() - held.front() >= kShareThatExplains * growth_bytes;
  });
}

Finding to_finding(const GrowthFinding& growth, const JudgedGrowth& judged, const GroupSeries& sum,
                   const Tick& first, const std::optional<double>& limit_bytes) {
  const auto wall_at = [&](std::size_t place) {
    return to_wall_time(first.wall_ns + static_cast<std::int64_t>(sum.seconds[place] * 1e9));
  };
  Finding finding;
  finding.detector = "growth";
  finding.metric = Metric::kAnon;
  finding.verdict = judged.verdict;
  finding.reason = judged.reason;
  finding.window = {wall_at(growth.window.first), wall_at(growth.window.last), growth.window.span_seconds,
                    growth.window.samples, sum.seconds[growth.window.first]};
  finding.first_bytes = sum.bytes[growth.window.first];
  finding.last_bytes = sum.bytes[growth.window.last];
  set_growth_figures(finding, growth, judged, sum.seconds[growth.window.last], limit_bytes);
  return finding;
}

MetricMeasure to_measure(const GrowthFinding& growth, const GroupSeries& sum) {
  return {.metric = Metric::kAnon,
          .end_bytes = growth.end_bytes,
          .floor_bytes = growth.median_floor_bytes,
          .peak_bytes = *std::max_element(sum.bytes.begin(), sum.bytes.end()),
          .growth_bytes = growth.growth_bytes,
          .noise_bytes = growth.noise_bytes,
          .slope_bytes_per_second = growth.slope_bytes_per_second,
          .slope_low = growth.slope_low,
          .slope_high = growth.slope_high,
          .seconds = growth.window.span_seconds};
}

std::optional<GroupReport> judge_group(std::span<const LifeSummary> lives,
                                       const std::vector<ProcessReport>& processes, const Members& members,
                                       const AnalysisSettings& settings) {
  const GroupSeries sum = sum_up(lives, members);
  if (sum.seconds.size() < settings.judge.min_ticks) return std::nullopt;
  std::vector<double> as_bytes = sum.count;
  for (double& count : as_bytes) count *= kBytesAMember;
  const GrowthSettings& rules = settings.judge.growth.growth;
  if (!find_growth({sum.seconds, as_bytes}, rules).sustained) return std::nullopt;
  const GrowthFinding growth = find_growth({sum.seconds, sum.bytes}, rules);
  const HeldSamples& any = *lives[members.front()].held;
  const RecordedLimits recorded{any.recording->sessions[any.session].mem_total, std::nullopt};
  const auto limit = find_limit(Metric::kAnon, settings.limit, recorded).bytes;
  const JudgedGrowth judged = judge_growth(growth, sum.seconds.size(), limit, settings.judge.growth.verdict);
  if (judged.verdict < Verdict::kSuspect || is_explained(lives, processes, members, growth.growth_bytes)) {
    return std::nullopt;
  }
  const Tick& first = any.recording->ticks[any.recording->sessions[any.session].first_tick];
  GroupReport group{"program", describe(processes[members.front()].program), judged.verdict, {}, {}};
  group.findings.push_back(to_finding(growth, judged, sum, first, limit));
  group.members = members.size();
  group.measure = to_measure(growth, sum);
  const Finding& finding = group.findings.front();
  group.reason = fmt::format("its processes pile up: {:.0f} -> {:.0f} in {}, which together hold {} -> {}",
                             sum.count[growth.window.first], sum.count[growth.window.last],
                             format_seconds(finding.window.seconds), format_size(finding.first_bytes),
                             format_size(finding.last_bytes));
  return group;
}

}  // namespace

std::vector<GroupReport> judge_groups(std::span<const LifeSummary> lives,
                                      const std::vector<ProcessReport>& processes,
                                      const AnalysisSettings& settings) {
  std::map<std::tuple<const Recording*, std::uint32_t, std::string>, Members> groups;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const LifeSummary& life = lives[i];
    if (life.kind.empty() || !life.held || life.held->anon_bytes.empty()) continue;
    // Of those that come and go some are always there at the end.
    if (processes[i].kind_of_life == KindOfLife::kJobInProgress) continue;
    groups[{life.held->recording, life.held->session, life.kind}].push_back(i);
  }
  std::vector<GroupReport> reports;
  if (!settings.judge.detectors.growth) return reports;
  for (const auto& [key, members] : groups) {
    if (members.size() < kFewestMembers) continue;
    if (auto report = judge_group(lives, processes, members, settings)) reports.push_back(std::move(*report));
  }
  return reports;
}

}  // namespace tidemark
