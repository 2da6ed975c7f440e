#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>

namespace tidemark::testing {

// A child that stands still before it goes on to its end. Killed and waited for when destroyed.
class StandingChild {
 public:
  // prepare  called in the child, which then stands still
  // finish   called there when it may go on; returns the status to exit with
  StandingChild(const std::function<void()>& prepare, const std::function<int()>& finish) {
    if (pipe(ready_.data()) != 0 || pipe(go_.data()) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      prepare();
      put(ready_);
      close(go_[1]);
      get(go_);
      _exit(finish());
    }
    get(ready_);
  }
  ~StandingChild() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    wait();
    for (const int descriptor : {ready_[0], ready_[1], go_[0], go_[1]}) close(descriptor);
  }
  StandingChild(const StandingChild&) = delete;
  StandingChild& operator=(const StandingChild&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const { kill(pid_, signal); }
  void go_on() const { put(go_); }
  void wait() {
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  static void put(const std::array<int, 2>& ends) {
    while (write(ends[1], "", 1) < 0 && errno == EINTR) {}
  }
  static void get(const std::array<int, 2>& ends) {
    char byte = 0;
    while (read(ends[0], &byte, 1) < 0 && errno == EINTR) {}
  }

  std::array<int, 2> ready_{-1, -1};
  std::array<int, 2> go_{-1, -1};
  pid_t pid_ = -1;
};

}  // namespace tidemark::testing
