#include "analyzer/groups/process_trees.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace tidemark {
namespace {

class TreeFinder {
 public:
  TreeFinder(const Recording& recording, std::uint32_t session) : recording_(recording) {
    join_generations(session);
    for (std::size_t i = 0; i < trees_.nodes.size(); ++i) by_pid_[pid_of(i)].push_back(i);
    for (std::size_t i = 0; i < trees_.nodes.size(); ++i) {
      trees_.nodes[i].parent = find_parent(i);
      if (trees_.nodes[i].parent) ++trees_.nodes[*trees_.nodes[i].parent].children;
    }
    order();
  }

  [[nodiscard]] ProcessTrees take() { return std::move(trees_); }

 private:
  [[nodiscard]] const RecordedProcess& first_of(std::size_t node) const {
    return recording_.processes[trees_.nodes[node].rows.front()];
  }
  [[nodiscard]] const RecordedProcess& last_of(std::size_t node) const {
    return recording_.processes[trees_.nodes[node].rows.back()];
  }
  [[nodiscard]] std::int64_t pid_of(std::size_t node) const { return first_of(node).pid; }

  void join_generations(std::uint32_t session) {
    std::map<std::tuple<std::int64_t, std::optional<std::int64_t>>, std::size_t> known;
    for (std::uint32_t row = 0; row < recording_.processes.size(); ++row) {
      const RecordedProcess& process = recording_.processes[row];
      if (process.session != session || !process.was_seen()) continue;
      const auto [place, is_new] = known.try_emplace({process.pid, process.start_ticks}, trees_.nodes.size());
      if (is_new) trees_.nodes.emplace_back();
      trees_.nodes[place->second].rows.push_back(row);
    }
    for (ProcessNode& node : trees_.nodes) {
      std::stable_sort(node.rows.begin(), node.rows.end(), [&](std::uint32_t one, std::uint32_t other) {
        return recording_.processes[one].exec_generation < recording_.processes[other].exec_generation;
      });
    }
  }

  // Returns the process that had the parent's PID when the child was first seen: a PID may come again.
  [[nodiscard]] std::optional<std::size_t> find_parent(std::size_t child) const {
    const RecordedProcess& its = first_of(child);
    const auto candidates = its.ppid ? by_pid_.find(*its.ppid) : by_pid_.end();
    if (candidates == by_pid_.end()) return std::nullopt;
    std::optional<std::size_t> parent;
    for (const std::size_t candidate : candidates->second) {
      const auto gone = last_of(candidate).exit_tick;
      if (candidate == child || first_of(candidate).first_tick > its.first_tick) continue;
      if (gone && *gone < *its.first_tick) continue;
      if (!parent || first_of(candidate).first_tick >= first_of(*parent).first_tick) parent = candidate;
    }
    return parent;
  }

  // Walks down from each root. What a damaged recording shows as its own ancestor is reached from none.
  void order() {
    std::vector<std::vector<std::size_t>> children(trees_.nodes.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < trees_.nodes.size(); ++i) {
      if (trees_.nodes[i].parent) {
        children[*trees_.nodes[i].parent].push_back(i);
      } else {
        open.push_back(i);
      }
    }
    std::vector<std::size_t>& parents_first = trees_.children_first;
    while (!open.empty()) {
      const std::size_t node = open.back();
      open.pop_back();
      parents_first.push_back(node);
      open.insert(open.end(), children[node].begin(), children[node].end());
    }
    std::reverse(parents_first.begin(), parents_first.end());
  }

  const Recording& recording_;
  ProcessTrees trees_;
  std::map<std::int64_t, std::vector<std::size_t>> by_pid_;
};

}  // namespace

ProcessTrees find_process_trees(const Recording& recording, std::uint32_t session) {
  return TreeFinder(recording, session).take();
}

}  // namespace tidemark
