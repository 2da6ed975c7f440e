#include "recorder/sampling/exit_source.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <utility>

namespace tidemark {

ExitValues exit_of_wait_status(int wait_status) {
  ExitValues exit;
  if (WIFEXITED(wait_status)) exit.exit_code = WEXITSTATUS(wait_status);
  if (WIFSIGNALED(wait_status)) exit.exit_signal = WTERMSIG(wait_status);
  return exit;
}

void add_missing(ExitValues& exit, const ExitValues& other) {
  const auto add = [](std::optional<std::int64_t>& value, const std::optional<std::int64_t>& more) {
    if (!value) value = more;
  };
  add(exit.exit_code, other.exit_code);
  add(exit.exit_signal, other.exit_signal);
  add(exit.stop_signal, other.stop_signal);
  add(exit.killed_for_memory, other.killed_for_memory);
  add(exit.cpu_ns, other.cpu_ns);
  add(exit.peak_vm_kib, other.peak_vm_kib);
  add(exit.peak_rss_kib, other.peak_rss_kib);
}

void ReapedExits::add(pid_t pid, const ExitValues& exit) {
  // Beyond any number between two scans, and a bound where none can be made.
  constexpr std::size_t kMost = 10'000;
  if (reaped_.size() >= kMost) return;
  ExitRecord record;
  record.pid = pid;
  record.exit = exit;
  reaped_.push_back(std::move(record));
}

// The kernel tells of an exit before it can be waited for.
bool ReapedExits::take(std::vector<ExitRecord>& exits) {
  const auto begin = static_cast<std::ptrdiff_t>(exits.size());
  const bool is_all = told_ != nullptr && told_->take(exits);
  for (ExitRecord& reaped : std::exchange(reaped_, {})) {
    const auto told = std::find_if(exits.begin() + begin, exits.end(),
                                   [&](const ExitRecord& exit) { return exit.pid == reaped.pid; });
    if (told == exits.end()) {
      exits.push_back(std::move(reaped));
    } else {
      add_missing(told->exit, reaped.exit);
    }
  }
  return is_all;
}

}  // namespace tidemark
