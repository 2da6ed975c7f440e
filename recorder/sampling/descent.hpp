#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "recorder/sampling/process_filter.hpp"
#include "recorder/sampling/process_register.hpp"

namespace tidemark {

// Decides which processes belong to the recorded tree. One that has belonged to it does so for its whole
// life, whoever adopts it.
class Descent {
 public:
  explicit Descent(const FilterSettings& filter)
      : root_(filter.tree_root), root_itself_(filter.tree_root_itself) {}

  // Returns whether the process of `entry` belongs to the tree, true for all where there is none, and notes
  // it in entry.in_tree. It has to be looked at again (kind kNew) where its parent has ended just now.
  //
  // entry    a RegisteredProcess with `pid` and `start_ticks`
  // find     pid_t -> pointer to an entry, null where there is none
  // look_at  entry -> void: finds out what a new one is
  template <typename Entry, typename Find, typename LookAt>
  [[nodiscard]] bool resolve(Entry& entry, pid_t ppid, Find find, LookAt look_at) {
    if (!root_ || entry.in_tree) return true;
    if (entry.pid == *root_) {
      if (!root_start_ticks_) root_start_ticks_ = entry.start_ticks;
      entry.in_tree = root_itself_ && heads_tree(entry);
      return entry.in_tree;
    }
    Entry* parent = find(ppid);
    if (parent == nullptr) {
      entry.in_tree = ppid == *root_;  // a root that may not be seen
      return entry.in_tree;
    }
    if (parent->kind == ProcessKind::kNew) look_at(*parent);
    entry.in_tree = parent->in_tree || heads_tree(*parent);
    // The parent has ended since: the next scan finds who has adopted the child.
    if (!entry.in_tree && parent->kind == ProcessKind::kNew) entry.kind = ProcessKind::kNew;
    return entry.in_tree;
  }

  // Returns whether what that process starts belongs to the tree, true for all where there is none.
  //
  // find  pid_t -> pointer to an entry, null where there is none
  template <typename Find>
  [[nodiscard]] bool has_child_of(pid_t ppid, Find find) const {
    if (!root_) return true;
    const auto* parent = find(ppid);
    return parent == nullptr ? ppid == *root_ : parent->in_tree || heads_tree(*parent);
  }

 private:
  // The PID of a root that has ended may be given to a process that has nothing to do with the tree.
  template <typename Entry>
  [[nodiscard]] bool heads_tree(const Entry& entry) const {
    return entry.pid == root_ && (!root_start_ticks_ || entry.start_ticks == *root_start_ticks_);
  }

  std::optional<pid_t> root_;
  bool root_itself_;
  std::optional<std::int64_t> root_start_ticks_;
};

}  // namespace tidemark
