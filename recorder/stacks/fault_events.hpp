#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "common/descriptor.hpp"

namespace tidemark {

// A page fault that the kernel has sampled, with the state of its thread in user code.
struct FaultSample {
  pid_t pid = 0;
  std::uint64_t address = 0;  // that was touched
  std::uint64_t faults = 1;   // that the sample stands for
  std::uint64_t program_counter = 0;
  std::uint64_t stack_pointer = 0;
  std::vector<std::uint64_t>
      registers;                     // by their DWARF numbers; empty for a program of another architecture
  std::span<const std::byte> stack;  // from the stack pointer on; valid while it is told
};

// The kernel does not allow that, or has it not; what() says why in words for a report.
class StacksUnavailable : public std::exception {
 public:
  explicit StacksUnavailable(std::string reason) : reason_(std::move(reason)) {}
  [[nodiscard]] const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

// kHost: all processes of the machine (CAP_PERFMON). kCommand: the next program that a child of this thread executes, and
// its descendants; those of the same user need no privilege at kernel.perf_event_paranoid 2.
enum class FaultScope { kHost, kCommand };

// Samples minor page faults by perf_event_open(2), one event a CPU, each with a ring of samples that nobody has to
// read in time: of what finds no room the kernel only counts how much.
class FaultEvents {
 public:
  // period       faults a sample stands for, > 0
  // stack_bytes  copied with each, a multiple of 8 below 65536
  // ring_bytes   of all rings together at most; each has 64 KiB at least, as far as the kernel allows
  // Throws       StacksUnavailable
  FaultEvents(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes, std::size_t ring_bytes);
  ~FaultEvents();
  FaultEvents(const FaultEvents&) = delete;
  FaultEvents& operator=(const FaultEvents&) = delete;

  // Tells of each waiting sample until `take` returns false, which leaves that one and the others waiting.
  void read(const std::function<bool(const FaultSample&)>& take);
  // Returns how many samples the kernel had no room for, since the last call.
  [[nodiscard]] std::uint64_t take_lost();

 private:
  struct Ring {
    Descriptor event;
    void* memory = nullptr;
    std::size_t data_bytes = 0;
  };

  [[nodiscard]] bool open_all(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                              bool of_kernel);
  void map_rings(std::size_t ring_bytes);
  bool read_ring(const Ring& ring, const std::function<bool(const FaultSample&)>& take);

  std::vector<Ring> rings_;
  std::uint64_t period_;
  std::vector<std::byte> record_;  // the one that is told of
  std::uint64_t lost_ = 0;
};

}  // namespace tidemark
