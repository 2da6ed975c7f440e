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

// The ticks at which a process was there; the whole session where it has no exit.
double ticks_of(const Recording& recording, std::uint32_t session, std::int64_t pid) {
  const std::uint32_t end = recording.sessions[session].end_tick;
  double ticks = 0.0;
  for (const RecordedProcess& process : recording.processes) {
    if (process.session != session || process.pid != pid || !process.first_tick) continue;
    ticks += process.exit_tick.value_or(end) - *process.first_tick;
  }
  return ticks;
}

// A wrapper does nothing but wait for its child; what runs a helper for a moment is none.
bool wraps(const Recording& recording, std::uint32_t session, std::int64_t parent, std::int64_t child) {
  constexpr double kLeastShare = 0.8;  // of the parent's time; the rest is what it takes to start and to end
  return ticks_of(recording, session, child) >= kLeastShare * ticks_of(recording, session, parent);
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
    if (children.size() == 1 && wraps(recording, session, command, children.front()))
      command = children.front();
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
