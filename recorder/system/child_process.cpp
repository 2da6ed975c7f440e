#include "recorder/system/child_process.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "common/descriptor.hpp"

namespace tidemark {
namespace {

[[noreturn]] void throw_errno(const char* action) {
  throw std::system_error(errno, std::generic_category(), action);
}

// Runs in the child, between fork and exec: only async-signal-safe calls.
[[noreturn]] void become_command(char* const* arguments, const InheritedState& state,
                                 const Announcement& announcement, int report_descriptor) {
  if (announcement.socket >= 0)
    send(announcement.socket, announcement.text.data(), announcement.text.size(), MSG_NOSIGNAL);
  sigaction(SIGCHLD, &state.child_action, nullptr);
  setrlimit(RLIMIT_NOFILE, &state.descriptor_limit);
  sigprocmask(SIG_SETMASK, &state.signal_mask, nullptr);
  execvp(arguments[0], arguments);
  const int error = errno;
  const ssize_t written = write(report_descriptor, &error, sizeof error);
  _exit(written == static_cast<ssize_t>(sizeof error) ? 127 : 126);
}

}  // namespace

pid_t start_command(std::span<const std::string> command, const InheritedState& state,
                    const Announcement& announcement) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  // The pipe closes by itself when the exec succeeds, and carries errno when it does not.
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  const pid_t pid = fork();
  if (pid < 0) throw_errno("fork");
  if (pid == 0) become_command(arguments.data(), state, announcement, write_end.number());
  write_end = Descriptor();
  int error = 0;
  ssize_t count = 0;
  do {
    count = read(read_end.number(), &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  if (count == 0) return pid;
  waitpid(pid, nullptr, 0);
  throw CommandNotStarted(fmt::format("{}: cannot run: {}", command.front(), std::strerror(error)),
                          error == ENOENT ? 127 : 126);
}

void adopt_orphans() {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) throw_errno("prctl(PR_SET_CHILD_SUBREAPER)");
}

int to_exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace tidemark
