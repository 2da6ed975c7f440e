#include "analyzer/judge/machine_groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "analyzer/groups/machine_series.hpp"
#include "analyzer/judge/group_verdict.hpp"
#include "analyzer/judge/tree_groups.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

bool sees_all(const Session& session) {
  return session.filters == "{}" && session.visibility == "all" && session.in_container == false;
}

double growth_within(const std::vector<double>& bytes, const GrowthWindow& window) {
  return bytes[window.last] - bytes[window.first];
}

// The lives of one session, beside which its machine is judged.
class Beside {
 public:
  Beside(std::span<const LifeSummary> lives, const std::vector<bool>& told, const WholeSession& session)
      : private_(session.seconds.size()), told_(private_.size()) {
    for (std::size_t i = 0; i < lives.size(); ++i) {
      const LifeSummary& life = lives[i];
      if (!life.held || life.session != &session) continue;
      add_held(*life.held, private_);
      if (!stays(life)) continue;
      staying_.push_back(life.held.get());
      if (told[i]) add_held(*life.held, told_);
    }
  }

  [[nodiscard]] double private_growth(const GrowthWindow& window) const {
    return growth_within(private_, window);
  }

  [[nodiscard]] bool explains(const GrowthFinding& growth) const {
    const double told = growth_within(told_, growth.window);
    if (told >= kShareThatExplains * (told + growth.growth_bytes)) return true;
    return std::any_of(staying_.begin(), staying_.end(), [&](const HeldSamples* held) {
      return held->shared_bytes.back() - held->shared_bytes.front() >=
             kShareThatExplains * growth.growth_bytes;
    });
  }

 private:
  std::vector<double> private_;  // of all that lived at each time
  std::vector<double> told_;     // of those that stay and are told
  std::vector<const HeldSamples*> staying_;
};

// Returns "shared memory +1.20 GiB" with each part that is not small, the largest first.
std::string describe_parts(const OutsideMemory& memory, const GrowthFinding& growth) {
  std::vector<std::pair<double, std::string_view>> grown;
  for (const MemoryPart& part : memory.parts) {
    const double bytes = growth_within(part.bytes, growth.window);
    if (bytes >= (1.0 - kShareThatExplains) * growth.growth_bytes) grown.emplace_back(bytes, part.name);
  }
  std::sort(grown.rbegin(), grown.rend());
  std::string text;
  for (const auto& [bytes, name] : grown) {
    text += fmt::format("{}{} +{}", text.empty() ? "" : ", ", name, format_size(bytes));
  }
  return text;
}

std::optional<GroupReport> judge_outside(const std::string& kind, const std::string& name,
                                         OutsideMemory memory, const Beside& beside,
                                         const AnalysisSettings& settings) {
  memory.outside.metric = Metric::kOutside;
  memory.outside.whole = memory.used;
  auto judged = judge_group_growth(kind, name, memory.outside, memory.limit_bytes, settings);
  if (!judged || beside.explains(judged->growth)) return std::nullopt;
  const GrowthWindow& window = judged->growth.window;
  const double of_processes = beside.private_growth(window);
  const double in_use = growth_within(memory.used, window);
  const double went = std::isnan(in_use) ? of_processes + judged->growth.growth_bytes : in_use;
  // Sustained as it may be, it is small beside what comes and goes: processes explain all that went, or no part has grown.
  const std::string parts = describe_parts(memory, judged->growth);
  if (went <= of_processes || parts.empty()) return std::nullopt;
  judged->report.reason =
      fmt::format("{} went in {}, processes explain {}: {}", format_size(went),
                  format_seconds(window.span_seconds), format_size(std::max(of_processes, 0.0)), parts);
  return std::move(judged->report);
}

std::optional<GroupReport> measure_outside(const std::string& kind, const std::string& name,
                                           const OutsideMemory& memory, const AnalysisSettings& settings) {
  GroupSeries series = memory.outside;
  series.metric = Metric::kOutside;
  return measure_group(kind, name, series, 0, settings);
}

void judge_session(const WholeSession& whole, const Beside& beside, const AnalysisSettings& settings,
                   JudgedMachines& judged) {
  const Session& session = whole.newest();
  const bool is_part = session.tree_root || session.in_container == true;
  if (auto cgroup = is_part ? outside_of_cgroup(whole) : std::nullopt) {
    auto measured = measure_outside("cgroup", *session.cgroup, *cgroup, settings);
    auto report = judge_outside("cgroup", *session.cgroup, std::move(*cgroup), beside, settings);
    if (report) return judged.reports.push_back(std::move(*report));
    if (measured) judged.reports.push_back(std::move(*measured));
  }
  auto machine = outside_of_machine(whole);
  if (!machine) return;
  const std::string name = session.host.value_or("of unknown name");
  auto measured = measure_outside("machine", name, *machine, settings);
  auto report = judge_outside("machine", name, std::move(*machine), beside, settings);
  if (!report && measured && sees_all(session)) judged.reports.push_back(std::move(*measured));
  if (!report) return;
  if (sees_all(session)) return judged.reports.push_back(std::move(*report));
  if (report->verdict < Verdict::kLeak) return;
  judged.notes.push_back(fmt::format(
      "the machine {} is not judged, since the recording did not see all of it: {}", name, report->reason));
}

}  // namespace

JudgedMachines judge_machines(const WholeSessions& sessions, std::span<const LifeSummary> lives,
                              const std::vector<bool>& told, const AnalysisSettings& settings) {
  JudgedMachines judged;
  for (const auto& [uuid, session] : sessions) {
    judge_session(session, Beside(lives, told, session), settings, judged);
  }
  return judged;
}

}  // namespace tidemark
