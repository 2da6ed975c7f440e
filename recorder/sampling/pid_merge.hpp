#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tidemark {

// Brings what is known of processes in line with those that there are now.
//
// entries  ascending by their member `pid`; after the call one for each of the processes, the known ones
//          kept, the others made with nothing but their PID
// spare    what the entries go through, kept by the caller for its memory
// count    how many processes there are
// pid_at   i -> pid_t: their PIDs, ascending
// forget   called with each entry whose process is gone
// arrive   called for each of the others
// Cost     one pass; nothing is moved where the processes are the same
template <typename Entry, typename PidAt, typename Forget, typename Arrive>
void merge_by_pid(std::vector<Entry>& entries, std::vector<Entry>& spare, std::size_t count, PidAt pid_at,
                  Forget forget, Arrive arrive) {
  std::size_t same = 0;
  while (same < count && same < entries.size() && entries[same].pid == pid_at(same)) ++same;
  if (same == count && same == entries.size()) return;
  spare.clear();
  auto known = entries.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const pid_t pid = pid_at(i);
    for (; known != entries.end() && known->pid < pid; ++known) forget(*known);
    if (known != entries.end() && known->pid == pid) {
      spare.push_back(std::move(*known++));
    } else {
      spare.emplace_back().pid = pid;
      arrive();
    }
  }
  for (; known != entries.end(); ++known) forget(*known);
  entries.swap(spare);
}

// Returns the entry of a process, null where there is none.
template <typename Entry>
[[nodiscard]] Entry* find_pid(std::vector<Entry>& entries, pid_t pid) {
  const auto place = std::lower_bound(entries.begin(), entries.end(), pid,
                                      [](const Entry& entry, pid_t wanted) { return entry.pid < wanted; });
  return place != entries.end() && place->pid == pid ? &*place : nullptr;
}

}  // namespace tidemark
