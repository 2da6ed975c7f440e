#include "analyzer/groups/process_trees.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace tidemark {
namespace {

class TreeFinder {
 public:
  explicit TreeFinder(const WholeSession& session) {
    for (const SessionPart& part : session.parts) add_rows(part);
    order_generations();
    for (std::size_t i = 0; i < trees_.nodes.size(); ++i) by_pid_[pid_of(i)].push_back(i);
    for (auto& [pid, nodes] : by_pid_) {
      std::stable_sort(nodes.begin(), nodes.end(), [this](std::size_t one, std::size_t other) {
        return first_of(one).begin_ns() < first_of(other).begin_ns();
      });
    }
    for (std::size_t i = 0; i < trees_.nodes.size(); ++i) {
      trees_.nodes[i].parent = find_parent(i);
      if (trees_.nodes[i].parent) ++trees_.nodes[*trees_.nodes[i].parent].children;
    }
    order();
  }

  [[nodiscard]] ProcessTrees take() { return std::move(trees_); }

 private:
  [[nodiscard]] const LifePart& first_of(std::size_t node) const { return trees_.nodes[node].rows.front(); }
  [[nodiscard]] const LifePart& last_of(std::size_t node) const { return trees_.nodes[node].rows.back(); }
  [[nodiscard]] std::int64_t pid_of(std::size_t node) const { return first_of(node).process().pid; }

  void add_rows(const SessionPart& part) {
    for (std::uint32_t row = 0; row < part.recording->processes.size(); ++row) {
      const RecordedProcess& process = part.recording->processes[row];
      if (process.session != part.index || !process.was_seen()) continue;
      const auto [place, is_new] =
          known_.try_emplace({process.pid, process.start_ticks}, trees_.nodes.size());
      if (is_new) trees_.nodes.emplace_back();
      trees_.nodes[place->second].rows.push_back({part.recording, row});
    }
  }

  void order_generations() {
    for (ProcessNode& node : trees_.nodes) {
      std::stable_sort(node.rows.begin(), node.rows.end(), [](const LifePart& one, const LifePart& other) {
        return one.process().exec_generation < other.process().exec_generation;
      });
    }
  }

  // Returns the process that had the parent's PID when the child was first seen. A PID may come again, but has one
  // process at a time: where the last that had begun was gone, all others were.
  [[nodiscard]] std::optional<std::size_t> find_parent(std::size_t child) const {
    const std::int64_t begin_ns = first_of(child).begin_ns();
    const auto ppid = first_of(child).process().ppid;
    const auto candidates = ppid ? by_pid_.find(*ppid) : by_pid_.end();
    if (candidates == by_pid_.end()) return std::nullopt;
    const std::vector<std::size_t>& nodes = candidates->second;
    auto last = std::upper_bound(
        nodes.begin(), nodes.end(), begin_ns,
        [this](std::int64_t time_ns, std::size_t node) { return time_ns < first_of(node).begin_ns(); });
    if (last != nodes.begin() && *std::prev(last) == child) --last;
    if (last == nodes.begin() || is_gone_before(last_of(*std::prev(last)), begin_ns)) return std::nullopt;
    return *std::prev(last);
  }

  static bool is_gone_before(const LifePart& part, std::int64_t time_ns) {
    const auto gone = part.process().exit_tick;
    return gone && part.recording->ticks[*gone].axis_ns < time_ns;
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

  ProcessTrees trees_;
  std::map<std::tuple<std::int64_t, std::optional<std::int64_t>>, std::size_t> known_;  // by PID and start
  std::map<std::int64_t, std::vector<std::size_t>> by_pid_;
};

}  // namespace

ProcessTrees find_process_trees(const WholeSession& session) { return TreeFinder(session).take(); }

}  // namespace tidemark
