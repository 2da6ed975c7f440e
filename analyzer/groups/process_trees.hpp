#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// One process of a session, through all its exec generations and the session's parts.
struct ProcessNode {
  std::vector<LifePart> rows;  // by generation, those of one in the order of the parts; not empty
  std::optional<std::size_t> parent;
  std::size_t children = 0;
};

struct ProcessTrees {
  std::vector<ProcessNode> nodes;
  std::vector<std::size_t> children_first;  // each node behind all that descend from it, and not far behind
};

// Finds who started whom among the processes of a session that a tick saw. The parent is the one at first sight, so
// an orphan stays where it was started. A parent that is not recorded is none.
//
// Cost  O(n log n)
[[nodiscard]] ProcessTrees find_process_trees(const WholeSession& session);

}  // namespace tidemark
