#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace tidemark {

// Brings what is known of processes in line with those that there are now, in place.
//
// entries  ascending by their member `pid`; after the call one for each of the processes, the known ones
//          kept, the others made with nothing but their PID
// count    how many processes there are
// pid_at   i -> pid_t: their PIDs, ascending
// forget   called with each entry whose process is gone; is not to look at other entries
// arrive   called for each of the others
// Cost     one pass, in which only those behind the first that is gone are moved, since new processes mostly have higher
//          PIDs than all others
template <typename Entry, typename PidAt, typename Forget, typename Arrive>
void merge_by_pid(std::vector<Entry>& entries, std::size_t count, PidAt pid_at, Forget forget,
                  Arrive arrive) {
  std::vector<pid_t> arrivals;
  auto known = entries.begin(), kept = entries.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const pid_t pid = pid_at(i);
    for (; known != entries.end() && known->pid < pid; ++known) forget(*known);
    if (known == entries.end() || known->pid != pid) {
      arrivals.push_back(pid);
      continue;
    }
    if (kept != known) *kept = std::move(*known);
    ++kept;
    ++known;
  }
  for (; known != entries.end(); ++known) forget(*known);
  entries.erase(kept, entries.end());
  const auto old = static_cast<std::ptrdiff_t>(entries.size());
  for (const pid_t pid : arrivals) {
    entries.emplace_back().pid = pid;
    arrive();
  }
  const auto first_new = entries.begin() + old;
  if (old == 0 || first_new == entries.end() || std::prev(first_new)->pid < first_new->pid) return;
  std::inplace_merge(entries.begin(), first_new, entries.end(),
                     [](const Entry& left, const Entry& right) { return left.pid < right.pid; });
}

// Returns the entry of a process, null where there is none.
template <typename Entry>
[[nodiscard]] Entry* find_pid(std::vector<Entry>& entries, pid_t pid) {
  const auto place = std::lower_bound(entries.begin(), entries.end(), pid,
                                      [](const Entry& entry, pid_t wanted) { return entry.pid < wanted; });
  return place != entries.end() && place->pid == pid ? &*place : nullptr;
}

}  // namespace tidemark
