#include "analyzer/lives/process_life.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tidemark {
namespace {

template <typename Value>
bool agree(const std::optional<Value>& one, const std::optional<Value>& other) {
  return one && other && *one == *other;
}

bool has_ended_before(const LifePart& earlier, const LifePart& later) {
  const auto exit = earlier.process().exit_tick;
  return exit && earlier.recording->ticks[*exit].axis_ns <= later.begin_ns();
}

bool continues_across_sessions(const LifePart& earlier, const LifePart& later) {
  const RecordedProcess& one = earlier.process();
  const RecordedProcess& other = later.process();
  return agree(earlier.session().pid_namespace, later.session().pid_namespace) &&
         agree(earlier.session().boot_id, later.session().boot_id) && agree(one.exe, other.exe) &&
         agree(one.command_line, other.command_line) && !has_ended_before(earlier, later);
}

std::vector<LifePart> parts_in_order(std::span<const Recording> recordings) {
  std::vector<LifePart> parts;
  for (const Recording& recording : recordings) {
    for (std::uint32_t i = 0; i < recording.processes.size(); ++i) {
      if (recording.processes[i].was_seen()) parts.push_back({&recording, i});
    }
  }
  std::stable_sort(parts.begin(), parts.end(), [](const LifePart& one, const LifePart& other) {
    return one.begin_ns() < other.begin_ns();
  });
  return parts;
}

}  // namespace

std::int64_t LifePart::begin_ns() const {
  return process().was_seen() ? recording->ticks[*process().first_tick].axis_ns : 0;
}

bool continues(const LifePart& earlier, const LifePart& later) {
  const RecordedProcess& one = earlier.process();
  const RecordedProcess& other = later.process();
  if (earlier.session().is_imported() || later.session().is_imported()) return false;
  if (one.pid != other.pid || !agree(one.start_ticks, other.start_ticks)) return false;
  if (earlier.session().uuid == later.session().uuid) {
    return earlier.session().part != later.session().part && one.exec_generation == other.exec_generation;
  }
  return continues_across_sessions(earlier, later);
}

std::vector<ProcessLife> join_processes(std::span<const Recording> recordings) {
  std::vector<ProcessLife> lives;
  std::map<std::pair<std::int64_t, std::optional<std::int64_t>>, std::vector<std::size_t>> lives_of_pid;
  for (const LifePart& part : parts_in_order(recordings)) {
    auto& candidates = lives_of_pid[{part.process().pid, part.process().start_ticks}];
    const auto life = std::find_if(candidates.rbegin(), candidates.rend(), [&](std::size_t candidate) {
      return continues(lives[candidate].parts.back(), part);
    });
    if (life != candidates.rend()) {
      lives[*life].parts.push_back(part);
    } else {
      candidates.push_back(lives.size());
      lives.push_back({{part}});
    }
  }
  return lives;
}

}  // namespace tidemark
