#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

#include "recorder/sampling/exit_source.hpp"
#include "recorder/system/child_process.hpp"
#include "recorder/system/signals.hpp"

namespace tidemark {

// What whoever waits for a command takes from a SignalQueue.
inline constexpr std::initializer_list<int> kSignalsOfRun{SIGCHLD, SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
                                                          SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH};

// Where SIGCHLD is ignored the kernel reaps, and a command's status is lost. Returns the action that was in force.
struct sigaction take_default_child_action();

// Follows a command from its start to its end, as if nobody stood between it and its caller.
class CommandRun {
 public:
  using OnReaped = std::function<void(pid_t, const ExitValues&)>;

  // on_reaped  told how each process ended that was waited for; may be empty
  explicit CommandRun(bool waits_for_descendants = false, OnReaped on_reaped = {})
      : waits_for_descendants_(waits_for_descendants), on_reaped_(std::move(on_reaped)) {}

  // As start_command.
  void start(std::span<const std::string> command, const InheritedState& state,
             const Announcement& announcement = {}) {
    command_ = start_command(command, state, announcement);
  }

  // Passes on what a process has sent, and reaps. Returns whether the run is over.
  bool take_signal(const SignalQueue::Signal& signal);

  // Only once the run is over.
  [[nodiscard]] int status() const { return *status_; }

 private:
  bool reap();
  void tell(pid_t pid, int wait_status) const;

  pid_t command_ = 0;
  bool waits_for_descendants_;
  OnReaped on_reaped_;
  std::optional<int> status_;
  std::optional<int> stop_signal_;
  std::chrono::steady_clock::time_point stopped_at_;
};

}  // namespace tidemark
