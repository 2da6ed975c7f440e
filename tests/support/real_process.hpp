#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/files.hpp"

namespace tidemark::testing {

// What to start. TIDEMARK_ variables of this process are not passed on: they would be settings.
struct Launch {
  std::vector<std::string> command;
  std::vector<std::string> variables = {};  // "NAME=VALUE", beside the others of this process
  std::string input = {};                   // all of its standard input
  // Called in the child before its exec: may only make async-signal-safe calls.
  std::function<void()> before_exec = {};
};

// A started process; killed and waited for when destroyed.
class RealProcess {
 public:
  // Throws std::runtime_error.
  explicit RealProcess(const Launch& launch);
  ~RealProcess();
  RealProcess(const RealProcess&) = delete;
  RealProcess& operator=(const RealProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const;
  [[nodiscard]] bool is_running();

  // Waits for the end, but not longer than `patience`, and returns the status as a shell shows it: 128 + n
  // after signal n. Throws std::runtime_error where it does not end.
  int wait(std::chrono::seconds patience = std::chrono::seconds(60));

  // What it has written until now.
  [[nodiscard]] std::string output() const { return read_bytes(directory_.file("out")); }
  [[nodiscard]] std::string errors() const { return read_bytes(directory_.file("err")); }

 private:
  TemporaryDirectory directory_;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

struct Outcome {
  int status;
  std::string output;
  std::string errors;
};

// Starts it and waits for its end.
[[nodiscard]] Outcome run_to_end(const Launch& launch);

// Whether `condition` comes true within `patience`.
[[nodiscard]] bool comes_true(const std::function<bool()>& condition,
                              std::chrono::seconds patience = std::chrono::seconds(30));

}  // namespace tidemark::testing
