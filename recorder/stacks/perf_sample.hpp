#pragma once

#include <linux/perf_event.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// What the kernel has sampled of a thread that touched memory, with its state in user code.
struct TouchSample {
  pid_t pid = 0;
  std::chrono::nanoseconds time{0};  // of CLOCK_MONOTONIC
  std::uint64_t address = 0;         // that was touched
  std::uint64_t faults = 1;          // that the sample stands for
  std::uint64_t program_counter = 0;
  std::uint64_t stack_pointer = 0;
  std::vector<std::uint64_t>
      registers;                     // by their DWARF numbers; empty for a program of another architecture
  std::span<const std::byte> stack;  // from the stack pointer on; valid while it is told
};

// Has an event of perf_event_open(2) sample what parse_sample reads.
//
// stack_bytes  copied with each, a multiple of 8 below 65536
void ask_for_samples(std::uint32_t stack_bytes, perf_event_attr& event);
// Returns the length of such a sample with its header.
[[nodiscard]] std::size_t sample_bytes(std::uint32_t stack_bytes);

// bytes    of a PERF_RECORD_SAMPLE behind its header
// Returns  nullopt where it is of no program's code
[[nodiscard]] std::optional<TouchSample> parse_sample(std::span<const std::byte> bytes);

}  // namespace tidemark
