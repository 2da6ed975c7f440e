#include "recorder/commands/command_run.hpp"

#include <sys/wait.h>

#include <cerrno>

namespace tidemark {
namespace {

using SteadyClock = std::chrono::steady_clock;

bool is_stop(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

}  // namespace

struct sigaction take_default_child_action() {
  struct sigaction default_action = {};
  struct sigaction previous = {};
  default_action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &default_action, &previous);
  return previous;
}

bool CommandRun::take_signal(const SignalQueue::Signal& signal) {
  if (signal.number == SIGCHLD) return reap();
  if (is_stop(signal.number) && !(signal.is_from_process && signal.sender == command_)) {
    stop_signal_ = signal.number;
    stopped_at_ = SteadyClock::now();
  }
  if (status_) return signal.is_from_process;
  // The kernel's signals, a terminal's for one, reach the command without us; its own need not come back to it.
  if (signal.is_from_process && signal.sender != command_) kill(command_, signal.number);
  return false;
}

bool CommandRun::reap() {
  for (;;) {
    int wait_status = 0;
    const pid_t pid = waitpid(-1, &wait_status, WNOHANG);
    if (pid == command_) status_ = to_exit_status(wait_status);
    if (pid > 0 && on_reaped_) tell(pid, wait_status);
    if (pid < 0 && errno == ECHILD) return true;
    if (pid <= 0) return status_.has_value() && !waits_for_descendants_;
  }
}

// A terminal's signals reach the command as they reach us.
void CommandRun::tell(pid_t pid, int wait_status) const {
  ExitValues exit = exit_of_wait_status(wait_status);
  if (pid == command_ && stop_signal_ && SteadyClock::now() - stopped_at_ <= kStopPatience)
    exit.stop_signal = *stop_signal_;
  on_reaped_(pid, exit);
}

}  // namespace tidemark
