#include "analyzer/groups/group_choice.hpp"

#include <fmt/core.h>

#include "analyzer/groups/group_kinds.hpp"
#include "analyzer/groups/process_trees.hpp"
#include "analyzer/lives/program_key.hpp"
#include "common/error.hpp"

namespace tidemark {

GroupChoice::GroupChoice(std::string_view setting, const std::optional<std::string>& expression) {
  const std::size_t colon = expression ? expression->find(':') : std::string::npos;
  if (colon == std::string::npos) return;
  const std::string kind = expression->substr(0, colon);
  if (!is_group_kind(kind)) return;
  if (kind != "program" && kind != "tree") {
    throw UserError(
        fmt::format("{}: no processes are those of a {}; there are program: and tree:", setting, kind));
  }
  name_.emplace(setting, expression->substr(colon + 1));
  kind_ = kind;
}

bool GroupChoice::fits(std::string_view kind, const std::string& name) const {
  return kind == kind_ && name_->is_found_in(name);
}

ChosenProcesses GroupChoice::choose(std::span<const Recording> recordings,
                                    const WholeSessions& sessions) const {
  ChosenProcesses chosen;
  for (const Recording& recording : recordings) {
    std::vector<bool>& rows = chosen[&recording];
    rows.resize(recording.processes.size());
    if (kind_ != "program") continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = name_->is_found_in(describe(program_key(recording.processes[i])));
    }
  }
  if (kind_ == "tree") {
    for (const auto& [uuid, session] : sessions) choose_trees(session, chosen);
  }
  return chosen;
}

void GroupChoice::choose_trees(const WholeSession& session, ChosenProcesses& chosen) const {
  const ProcessTrees trees = find_process_trees(session);
  std::vector<bool> is_meant(trees.nodes.size());
  for (auto index = trees.children_first.rbegin(); index != trees.children_first.rend(); ++index) {
    const ProcessNode& node = trees.nodes[*index];
    const std::string name = describe(program_key(node.rows.back().process()));
    is_meant[*index] = (node.parent && is_meant[*node.parent]) || name_->is_found_in(name);
    if (!is_meant[*index]) continue;
    for (const LifePart& row : node.rows) chosen.at(row.recording)[row.process_index] = true;
  }
}

}  // namespace tidemark
