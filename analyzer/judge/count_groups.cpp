#include "analyzer/judge/count_groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "analyzer/judge/group_verdict.hpp"
#include "analyzer/judge/tree_groups.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double last_or(const std::vector<double>& values, double otherwise) {
  return values.empty() ? otherwise : values.back();
}

// Returns the counts of a life at all times of its session.
GroupSeries to_series(const HeldSamples& held, const std::vector<double>& counts) {
  GroupSeries series{held.session, std::vector<double>(held.session->seconds.size(), kUnknown)};
  std::copy(counts.begin(), counts.end(), series.bytes.begin() + static_cast<std::ptrdiff_t>(held.first));
  return series;
}

class CountJudge {
 public:
  CountJudge(const AnalysisSettings& settings, TaskCounts tasks)
      : settings_(settings), tasks_(std::move(tasks)) {}

  // words  what there is more of, such as "threads pile up in"
  [[nodiscard]] std::optional<GroupReport> judge(const HeldSamples& held, const std::vector<double>& counts,
                                                 const ProcessReport& root, const char* words) const {
    if (counts.empty()) return std::nullopt;
    const GroupSeries series = to_series(held, counts);
    const std::string name = describe(root.program);
    const auto limit = limit_of_count(*held.session, counts.back(), tasks_);
    auto judged = judge_count("tree", name, series, limit, settings_);
    if (!judged) return std::nullopt;
    const GrowthWindow& window = judged->growth.window;
    GroupReport& report = judged->report;
    report.members = 1;
    report.reason = fmt::format("{} {}: {:.0f} -> {:.0f} in {}", words, name, series.bytes[window.first],
                                series.bytes[window.last], format_seconds(window.span_seconds));
    add_limit(*held.session, report);
    hold_by_root(root, settings_, report);
    return std::move(report);
  }

 private:
  static void add_limit(const WholeSession& session, GroupReport& report) {
    const auto seconds = report.findings.front().seconds_to_limit;
    if (report.verdict < Verdict::kLeak || !seconds) return;
    report.reason += fmt::format(", and the {} that there may be in all are there in {}",
                                 session.newest().tasks_max.value_or(0), format_seconds(*seconds));
  }

  const AnalysisSettings& settings_;
  TaskCounts tasks_;
};

}  // namespace

TaskCounts count_tasks(std::span<const LifeSummary> lives) {
  TaskCounts tasks;
  for (const LifeSummary& life : lives) {
    if (!stays(life)) continue;
    tasks[life.session] += last_or(life.held->threads, 1.0) + last_or(life.held->zombies, 0.0);
  }
  return tasks;
}

std::optional<double> limit_of_count(const WholeSession& session, double last, const TaskCounts& tasks) {
  const auto most = session.newest().tasks_max;
  if (!most) return std::nullopt;
  const auto known = tasks.find(&session);
  const double alive = known == tasks.end() ? 0.0 : known->second;
  return last + std::max(0.0, static_cast<double>(*most) - alive);
}

std::vector<GroupReport> judge_counts(std::span<const LifeSummary> lives,
                                      const std::vector<ProcessReport>& processes,
                                      const AnalysisSettings& settings, const std::vector<bool>& told) {
  const CountJudge judge(settings, count_tasks(lives));
  std::vector<GroupReport> reports;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (!stays(lives[i])) continue;
    const HeldSamples& held = *lives[i].held;
    auto zombies = judge.judge(held, held.zombies, processes[i], "zombies pile up under");
    if (zombies) reports.push_back(std::move(*zombies));
    if (told[i]) continue;
    auto threads = judge.judge(held, held.threads, processes[i], "threads pile up in");
    if (threads) reports.push_back(std::move(*threads));
  }
  std::erase_if(reports, [](const GroupReport& report) { return report.verdict < Verdict::kSuspect; });
  return reports;
}

}  // namespace tidemark
