#include "analyzer/kinds/command_of_tree.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace tidemark {
namespace {

// The PIDs that have `parent` for their parent, in the order in which they came.
std::vector<std::int64_t> children_of(const Recording& recording, std::uint32_t session,
                                      std::int64_t parent) {
  std::vector<std::int64_t> children;
  std::set<std::int64_t> seen;
  for (const RecordedProcess& process : recording.processes) {
    if (process.session != session || process.ppid != parent) continue;
    if (seen.insert(process.pid).second) children.push_back(process.pid);
  }
  return children;
}

std::optional<std::int64_t> command_of(const Recording& recording, std::uint32_t session, std::int64_t root) {
  const bool records_root = std::any_of(
      recording.processes.begin(), recording.processes.end(),
      [&](const RecordedProcess& process) { return process.session == session && process.pid == root; });
  std::vector<std::int64_t> children = children_of(recording, session, root);
  if (records_root || children.empty()) return std::nullopt;
  std::set<std::int64_t> wrappers;
  std::int64_t command = children.front();
  while (wrappers.insert(command).second) {
    children = children_of(recording, session, command);
    if (children.size() == 1) command = children.front();
  }
  return command;
}

}  // namespace

std::vector<bool> find_commands(const Recording& recording) {
  std::vector<bool> is_command(recording.processes.size(), false);
  for (std::uint32_t session = 0; session < recording.sessions.size(); ++session) {
    const auto root = recording.sessions[session].tree_root;
    const auto command = root ? command_of(recording, session, *root) : std::nullopt;
    if (!command) continue;
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < recording.processes.size(); ++i) {
      const RecordedProcess& process = recording.processes[i];
      if (process.session != session || process.pid != *command) continue;
      if (!last || process.exec_generation >= recording.processes[*last].exec_generation) last = i;
    }
    if (last) is_command[*last] = true;
  }
  return is_command;
}

}  // namespace tidemark
