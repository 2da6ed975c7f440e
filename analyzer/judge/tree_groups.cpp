#include "analyzer/judge/tree_groups.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/groups/process_trees.hpp"
#include "analyzer/judge/group_verdict.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Series = std::vector<double>;

double growth_within(const Series& series, const GrowthWindow& window) {
  return series[window.last] - series[window.first];
}

// What a process and all that descends from it held, as far as it counts in the tree above.
struct TreeSums {
  Series all;                        // at each time those that lived
  Series kept;                       // those that stay
  Series told;                       // those that stay and are told already
  std::vector<Series> parts;         // `kept` of each child that has children
  std::vector<std::size_t> members;  // lives that stay
  double largest_growth = 0.0;       // of one of them

  explicit TreeSums(std::size_t times) : all(times), kept(times), told(times) {}

  // is_excused  what the tree holds is no growth of the one above
  void add(TreeSums&& tree, bool has_children, bool is_excused) {
    const auto add_to = [](Series& sum, const Series& more) {
      std::transform(sum.begin(), sum.end(), more.begin(), sum.begin(), std::plus<>());
    };
    add_to(all, tree.all);
    if (is_excused || tree.members.empty()) return;
    add_to(kept, tree.kept);
    add_to(told, tree.told);
    if (members.size() < tree.members.size()) members.swap(tree.members);
    members.insert(members.end(), tree.members.begin(), tree.members.end());
    largest_growth = std::max(largest_growth, tree.largest_growth);
    if (has_children) parts.push_back(std::move(tree.kept));
  }
};

// The trees of one session.
class TreeJudge {
 public:
  TreeJudge(std::span<const LifeSummary> lives, const std::vector<ProcessReport>& processes,
            const AnalysisSettings& settings, std::vector<bool>& told)
      : lives_(lives), processes_(processes), settings_(settings), told_(told) {}

  // places  of the lives of that session
  std::vector<GroupReport> judge(const WholeSession& session, const std::vector<std::size_t>& places) {
    series_ = {&session, {}};
    for (const std::size_t place : places) life_of_row_[row_of(lives_[place].part)] = place;
    const ProcessTrees trees = find_process_trees(session);
    std::vector<GroupReport> reports;
    for (const std::size_t node : trees.children_first) visit(trees, node, reports);
    return reports;
  }

 private:
  using Row = std::pair<const Recording*, std::uint32_t>;
  static Row row_of(const LifePart& part) { return {part.recording, part.process_index}; }

  void visit(const ProcessTrees& trees, std::size_t index, std::vector<GroupReport>& reports) {
    const ProcessNode& node = trees.nodes[index];
    const auto waiting = waiting_.find(index);
    TreeSums sums =
        waiting == waiting_.end() ? TreeSums(series_.session->seconds.size()) : std::move(waiting->second);
    if (waiting != waiting_.end()) waiting_.erase(waiting);
    add_own(node, sums);
    const auto root = life_of_row_.find(row_of(node.rows.back()));
    if (root != life_of_row_.end() && node.children > 0 && sums.members.size() >= kFewestMembers) {
      if (auto report = judge_tree(processes_[root->second], sums)) {
        reports.push_back(std::move(*report));
        sums.told = sums.kept;
        for (const std::size_t member : sums.members) told_[member] = true;
      } else if (auto measured = measure_tree(processes_[root->second], sums)) {
        reports.push_back(std::move(*measured));
      }
    }
    if (!node.parent) return;
    const bool is_excused = root != life_of_row_.end() && is_job_or_runner(processes_[root->second]);
    waiting_.try_emplace(*node.parent, series_.session->seconds.size())
        .first->second.add(std::move(sums), node.children > 0, is_excused);
  }

  void add_own(const ProcessNode& node, TreeSums& sums) const {
    for (const LifePart& row : node.rows) {
      const auto place = life_of_row_.find(row_of(row));
      if (place == life_of_row_.end()) continue;
      const LifeSummary& life = lives_[place->second];
      if (!life.held) continue;
      add_held(*life.held, sums.all);
      if (!stays(life)) continue;
      add_held(*life.held, sums.kept);
      if (told_[place->second]) add_held(*life.held, sums.told);
      sums.members.push_back(place->second);
      const std::vector<double>& held = life.held->anon_bytes;
      sums.largest_growth = std::max(sums.largest_growth, held.back() - held.front());
    }
  }

  // Whether what descends from the process is given back, or excused, with it.
  [[nodiscard]] bool is_job_or_runner(const ProcessReport& process) const {
    const bool is_job = process.kind_of_life == KindOfLife::kJobInProgress;
    return (is_job && settings_.jobs.policy != JobPolicy::kGrowth) ||
           (process.is_test_runner && !settings_.judge_test_runners);
  }

  [[nodiscard]] std::optional<GroupReport> judge_tree(const ProcessReport& root, TreeSums& sums) {
    series_.bytes = std::move(sums.all);
    auto judged = judge_group_growth("tree", describe(root.program), series_,
                                     limit_of_group(series_, settings_), settings_);
    sums.all = std::move(series_.bytes);
    if (!judged || !is_held_and_unexplained(sums, judged->growth)) return std::nullopt;
    const Finding& finding = judged->report.findings.front();
    judged->report.members = sums.members.size();
    judged->report.lives = sums.members;
    judged->report.reason = fmt::format(
        "{} processes in it, and none of them alone, hold {} more after {}: {} -> {}", sums.members.size(),
        format_size(finding.last_bytes - finding.first_bytes), format_seconds(finding.window.seconds),
        format_size(finding.first_bytes), format_size(finding.last_bytes));
    hold_by_root(root, settings_, judged->report);
    if (judged->report.verdict < Verdict::kSuspect) return std::nullopt;
    return std::move(judged->report);
  }

  [[nodiscard]] std::optional<GroupReport> measure_tree(const ProcessReport& root, TreeSums& sums) {
    series_.bytes = std::move(sums.all);
    auto measured = measure_group("tree", describe(root.program), series_, sums.members.size(), settings_);
    sums.all = std::move(series_.bytes);
    return measured;
  }

  // Whether the growth is held by members that stay, and not by a part that tells it better.
  static bool is_held_and_unexplained(const TreeSums& sums, const GrowthFinding& growth) {
    const double most_of_it = kShareThatExplains * growth.growth_bytes;
    const auto holds_most = [&](const Series& one) {
      return growth_within(one, growth.window) >= most_of_it;
    };
    return holds_most(sums.kept) && sums.largest_growth < most_of_it && !holds_most(sums.told) &&
           std::none_of(sums.parts.begin(), sums.parts.end(), holds_most);
  }

  std::span<const LifeSummary> lives_;
  const std::vector<ProcessReport>& processes_;
  const AnalysisSettings& settings_;
  std::vector<bool>& told_;
  GroupSeries series_;                       // of the session; the bytes of the tree in hand
  std::map<Row, std::size_t> life_of_row_;   // by the newest row of each
  std::map<std::size_t, TreeSums> waiting_;  // of nodes whose children were visited
};

}  // namespace

void hold_by_root(const ProcessReport& root, const AnalysisSettings& settings, GroupReport& tree) {
  const bool is_job =
      root.kind_of_life == KindOfLife::kJob || root.kind_of_life == KindOfLife::kJobInProgress;
  const bool is_command = root.kind_of_life == KindOfLife::kCommand;
  const JobPolicy policy = settings.jobs.policy;
  if ((is_job || is_command) && policy == JobPolicy::kNever) {
    hold_group(tree, Verdict::kClean, "jobs are not judged (--judge-jobs never)");
  } else if (is_job && policy == JobPolicy::kSuspect) {
    hold_group(tree, Verdict::kSuspect, "the tree of a job, which gives back what it takes");
  } else if (root.is_test_runner && !settings.judge_test_runners) {
    hold_group(tree, Verdict::kSuspect,
               "the tree of a test harness is suspect at most without --judge-harness");
  } else if (is_command) {
    hold_group(tree, Verdict::kLeak, "its root, the command that was recorded, has ended");
    tree.reason += "; if it may grow so, as a job does, say --judge-jobs never";
  } else if (root.kind_of_life == KindOfLife::kGone) {
    hold_group(tree, Verdict::kLeak, "its root is gone");
  }
}

std::vector<GroupReport> judge_trees(std::span<const LifeSummary> lives,
                                     const std::vector<ProcessReport>& processes,
                                     const AnalysisSettings& settings, std::vector<bool>& told) {
  std::map<const WholeSession*, std::vector<std::size_t>> sessions;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (lives[i].session != nullptr) sessions[lives[i].session].push_back(i);
  }
  std::vector<GroupReport> reports;
  for (const auto& [session, places] : sessions) {
    if (std::none_of(places.begin(), places.end(), [&](std::size_t place) { return stays(lives[place]); })) {
      continue;
    }
    for (GroupReport& tree : TreeJudge(lives, processes, settings, told).judge(*session, places)) {
      reports.push_back(std::move(tree));
    }
  }
  return reports;
}

}  // namespace tidemark
