#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <csignal>
#include <span>
#include <string>

namespace tidemark {

// What a started command gets back as it was before this process changed it for itself.
struct InheritedState {
  sigset_t signal_mask{};
  struct sigaction child_action = {};  // of SIGCHLD
  rlimit descriptor_limit{};
};

// A command that cannot be started; `status` is what a shell would end with: 127 not found, 126 not
// executable.
class CommandNotStarted : public std::exception {
 public:
  CommandNotStarted(std::string message, int status) : message_(std::move(message)), status_(status) {}
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] int status() const { return status_; }

 private:
  std::string message_;
  int status_;
};

// What a process sends before it becomes the command, so that the receiver's kernel knows it by the command's PID.
struct Announcement {
  int socket = -1;  // none
  std::string text;
};

// Starts a command with this process's streams, working directory and environment, and returns its PID once
// it has gone through its exec.
//
// command  not empty; its first word is found along PATH
// Throws   CommandNotStarted; std::system_error where there is no process or pipe to be had
[[nodiscard]] pid_t start_command(std::span<const std::string> command, const InheritedState& state,
                                  const Announcement& announcement = {});

// Makes this process the one that orphaned descendants become children of (prctl(2), PR_SET_CHILD_SUBREAPER).
void adopt_orphans();

// Returns the exit status that a shell gives for a wait status: 128 + n after signal n.
[[nodiscard]] int to_exit_status(int wait_status);

}  // namespace tidemark
