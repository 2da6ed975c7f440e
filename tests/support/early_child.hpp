#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

namespace tidemark::testing {

// A child process that is forked at once and runs its body when asked to: a connection to SQLite must not be
// carried over a fork, so the child has to exist before it is opened.
class EarlyChild {
 public:
  explicit EarlyChild(const std::function<int()>& body) {
    if (pipe(go_.data()) != 0) return;
    pid_ = fork();
    if (pid_ != 0) return;
    close(go_[1]);
    char byte = 0;
    const bool is_asked = read(go_[0], &byte, 1) == 1;
    try {
      _exit(is_asked ? body() : 0);
    } catch (...) {
      _exit(kThrew);
    }
  }
  ~EarlyChild() {
    close(go_[0]);
    close(go_[1]);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }
  EarlyChild(const EarlyChild&) = delete;
  EarlyChild& operator=(const EarlyChild&) = delete;

  static constexpr int kThrew = 99;

  // Runs the body; returns what it returns, kThrew where it throws. To be called once.
  [[nodiscard]] int run() {
    int status = -1;
    if (write(go_[1], "", 1) != 1 || waitpid(pid_, &status, 0) != pid_) return -1;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  std::array<int, 2> go_{-1, -1};
  pid_t pid_ = -1;
};

}  // namespace tidemark::testing
