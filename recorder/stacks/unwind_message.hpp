#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tidemark {

// What the recorder and its unwinder say to each other, each message one packet of a socket between them. Both come
// from one build, so that numbers stand as this machine has them.

inline constexpr std::size_t kMostMessageBytes = 64 * 1024;  // as far as no stack is with it
inline constexpr std::size_t kMostFrames = 128;
inline constexpr std::size_t kMostSymbolBytes = 512;
inline constexpr std::size_t kMostModulesAMessage = 128;  // Linux passes 253 descriptors at a time

// General registers by their DWARF numbers, the stack pointer among them; the program counter is apart.
inline constexpr std::size_t kMostRegisters = 32;

// A stretch of a file that a process has mapped to run. Its descriptor goes with the message.
struct MappedModule {
  std::uint64_t start = 0;   // in the process
  std::uint64_t length = 0;  // bytes
  std::uint64_t offset = 0;  // in the file
  std::string path;
};

// Replaces what the unwinder knows of a process where `begins`, or adds to it.
struct ModulesMessage {
  std::uint32_t process = 0;  // by a number of the recorder's own
  bool begins = true;
  bool has_code_map = false;  // the last descriptor is that of the process's /tmp/perf-PID.map
  std::vector<MappedModule> modules;
};

struct ForgetMessage {
  std::uint32_t process = 0;
};

// The state of a thread as it took a page fault.
struct SampleMessage {
  std::uint32_t process = 0;
  std::uint64_t id = 0;
  std::uint64_t program_counter = 0;
  std::uint64_t stack_pointer = 0;
  std::vector<std::uint64_t> registers;  // kMostRegisters at most
  std::span<const std::byte> stack;      // what lies there from the stack pointer on
};

struct UnwoundFrame {
  std::optional<std::uint32_t> module;  // as the modules of the process were told, counted from 0
  std::optional<std::uint64_t>
      address;           // in the module's file; of a caller that of the last byte of its call
  std::string symbol;    // empty: none
  std::string build_id;  // hexadecimal digits; empty: none

  bool operator==(const UnwoundFrame&) const = default;
};

struct StackMessage {
  std::uint64_t id = 0;
  bool is_whole = false;
  std::vector<UnwoundFrame> frames;  // kMostFrames at most

  bool operator==(const StackMessage&) const = default;
};

[[nodiscard]] std::vector<std::byte> encode(const ModulesMessage& message);
[[nodiscard]] std::vector<std::byte> encode(const ForgetMessage& message);
[[nodiscard]] std::vector<std::byte> encode(const SampleMessage& message);
[[nodiscard]] std::vector<std::byte> encode(const StackMessage& message);

// Each returns nullopt for bytes that are no such message, or go beyond the bounds above.
[[nodiscard]] std::optional<ModulesMessage> decode_modules(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<ForgetMessage> decode_forget(std::span<const std::byte> bytes);
// The stack lies within `bytes`.
[[nodiscard]] std::optional<SampleMessage> decode_sample(std::span<const std::byte> bytes);
[[nodiscard]] std::optional<StackMessage> decode_stack(std::span<const std::byte> bytes);

}  // namespace tidemark
