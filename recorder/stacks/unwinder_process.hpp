#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/descriptor.hpp"

namespace tidemark {

// The child that unwinds: tidemark-unwinder, with none of this process's capabilities, as nobody where this is root, and
// at a low priority. It ends with this object.
class UnwinderProcess {
 public:
  // program  path of tidemark-unwinder
  // Throws   StacksUnavailable
  explicit UnwinderProcess(const std::string& program);
  ~UnwinderProcess();
  UnwinderProcess(const UnwinderProcess&) = delete;
  UnwinderProcess& operator=(const UnwinderProcess&) = delete;

  enum class Sent { kYes, kBusy, kDead };
  // Sends a message, and descriptors with it, without waiting.
  [[nodiscard]] Sent send(std::span<const std::byte> message, std::span<const int> descriptors = {});
  // Returns the next answer; nullopt where there is none yet, and where it is dead.
  [[nodiscard]] std::optional<std::span<const std::byte>> receive();
  [[nodiscard]] bool is_dead() const { return is_dead_; }
  // Waits until there is an answer. Returns whether there is.
  [[nodiscard]] bool wait(std::chrono::milliseconds time) const;
  [[nodiscard]] pid_t pid() const { return pid_; }
  // CPU time that it has used; nullopt where it is gone.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> cpu() const;

 private:
  Descriptor socket_;
  pid_t pid_ = 0;
  bool is_dead_ = false;
  std::vector<std::byte> answer_;
};

// Returns where the program that unwinds is: beside this one, or where it is installed. Throws StacksUnavailable.
[[nodiscard]] std::string find_unwinder();

}  // namespace tidemark
