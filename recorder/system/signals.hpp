#pragma once

#include <csignal>
#include <initializer_list>
#include <optional>

#include "common/descriptor.hpp"

namespace tidemark {

// Blocks signals for this process and takes them from a descriptor instead; drops those that still wait and
// unblocks them when destroyed. A SIGHUP that is ignored stays so. Leaves every disposition as it was, so that
// a command started later inherits the caller's.
class SignalQueue {
 public:
  // Throws std::system_error.
  explicit SignalQueue(std::initializer_list<int> signals);
  ~SignalQueue();
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;

  struct Signal {
    int number;
    bool is_from_process;  // not from the kernel, a terminal for one
    pid_t sender;          // 0: outside of this PID namespace, or the kernel
  };
  // Returns the next signal that is waiting, nullopt where there is none. Never blocks.
  [[nodiscard]] std::optional<Signal> take() const;

  // Readable when a signal waits.
  [[nodiscard]] int descriptor() const { return descriptor_.number(); }
  // The mask that was in force before.
  [[nodiscard]] const sigset_t& previous_mask() const { return previous_mask_; }

 private:
  sigset_t blocked_{};
  sigset_t previous_mask_{};
  Descriptor descriptor_;
};

}  // namespace tidemark
