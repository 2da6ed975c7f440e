#include "analyzer/kinds/test_runners.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace tidemark {
namespace {

class ProcessTree {
 public:
  explicit ProcessTree(const Recording& recording) : recording_(recording) {
    for (std::uint32_t i = 0; i < recording.processes.size(); ++i) {
      const RecordedProcess& process = recording.processes[i];
      rows_[{process.session, process.pid}].push_back(i);
    }
  }

  // Returns the row of the process that had the PID at that time: the earliest of those that had not ended by
  // then and were seen by the next tick, for the tick that first saw the sender may come after its mark.
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t session, std::int64_t pid,
                                                  std::int64_t axis_ns) const {
    const auto rows = rows_.find({session, pid});
    if (rows == rows_.end()) return std::nullopt;
    std::optional<std::uint32_t> found;
    for (const std::uint32_t row : rows->second) {
      if (ends_at(row) <= axis_ns || begins_at(row) > first_tick_after(session, axis_ns)) continue;
      if (!found || begins_at(row) < begins_at(*found)) found = row;
    }
    return found;
  }

 private:
  [[nodiscard]] std::int64_t begins_at(std::uint32_t row) const {
    const auto tick = recording_.processes[row].first_tick;
    return tick ? recording_.ticks[*tick].axis_ns : 0;
  }

  [[nodiscard]] std::int64_t ends_at(std::uint32_t row) const {
    const auto tick = recording_.processes[row].exit_tick;
    return tick ? recording_.ticks[*tick].axis_ns : std::numeric_limits<std::int64_t>::max();
  }

  [[nodiscard]] std::int64_t first_tick_after(std::uint32_t session, std::int64_t axis_ns) const {
    const auto begin = recording_.ticks.begin() + recording_.sessions[session].first_tick;
    const auto end = recording_.ticks.begin() + recording_.sessions[session].end_tick;
    const auto tick = std::lower_bound(begin, end, axis_ns,
                                       [](const Tick& one, std::int64_t time) { return one.axis_ns < time; });
    return tick == end ? axis_ns : tick->axis_ns;
  }

  const Recording& recording_;
  std::map<std::pair<std::uint32_t, std::int64_t>, std::vector<std::uint32_t>> rows_;  // of session and PID
};

}  // namespace

std::vector<bool> find_test_runners(const Recording& recording) {
  std::vector<bool> is_test_runner(recording.processes.size(), false);
  if (recording.marks.empty()) return is_test_runner;
  const ProcessTree tree(recording);
  for (const Mark& mark : recording.marks) {
    std::optional<std::int64_t> pid = mark.sender_pid;
    while (pid) {
      const auto process = tree.find(mark.session, *pid, mark.axis_ns);
      if (!process || is_test_runner[*process]) break;
      is_test_runner[*process] = true;
      pid = recording.processes[*process].ppid;
    }
  }
  return is_test_runner;
}

}  // namespace tidemark
