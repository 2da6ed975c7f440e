#include "analyzer/marks/ancestry.hpp"

#include <algorithm>
#include <tuple>

namespace tidemark {
namespace {

// Deeper ones come of PIDs that were given again.
constexpr std::size_t kDeepest = 100;

}  // namespace

Ancestry::Ancestry(std::span<const Recording> recordings) {
  for (const Recording& recording : recordings) {
    for (const Mark& mark : recording.marks) rows_[recording.sessions[mark.session].uuid];
  }
  if (rows_.empty()) return;
  for (const Recording& recording : recordings) {
    for (const RecordedProcess& process : recording.processes) {
      const auto rows = rows_.find(recording.sessions[process.session].uuid);
      const auto tick = process.first_tick ? process.first_tick : process.exit_tick;
      if (rows == rows_.end() || !process.ppid || !tick) continue;
      rows->second.push_back({process.pid, recording.ticks[*tick].axis_ns, *process.ppid});
    }
  }
  for (auto& [uuid, rows] : rows_) {
    std::sort(rows.begin(), rows.end(), [](const Row& one, const Row& other) {
      return std::tie(one.pid, one.first_ns) < std::tie(other.pid, other.first_ns);
    });
  }
}

std::vector<std::int64_t> Ancestry::line_of(const std::string& session, std::int64_t pid,
                                            std::int64_t axis_ns) const {
  std::vector<std::int64_t> line{pid};
  const auto found = rows_.find(session);
  if (found == rows_.end()) return line;
  const std::vector<Row>& rows = found->second;
  while (line.size() < kDeepest) {
    const std::int64_t sought = line.back();
    auto row = std::upper_bound(
        rows.begin(), rows.end(), std::pair(sought, axis_ns),
        [](const auto& key, const Row& one) { return key < std::pair(one.pid, one.first_ns); });
    // The last seen by then, or else one that is seen later.
    if (row != rows.begin() && std::prev(row)->pid == sought) --row;
    if (row == rows.end() || row->pid != sought || row->ppid <= 0) break;
    if (std::find(line.begin(), line.end(), row->ppid) != line.end()) break;
    line.push_back(row->ppid);
  }
  return line;
}

}  // namespace tidemark
