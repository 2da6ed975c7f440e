#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// The most bytes that a mark's name may have before it is escaped.
inline constexpr std::size_t kMostNameBytes = 1000;

// Where a recorder that runs as a service takes marks, and where they go by default.
inline constexpr const char* kServiceSocket = "/run/tidemark/recorder.sock";

// Marks are taken at two sockets. To the one of a path a mark is one datagram, which is not answered. The one beside it,
// with this at the end of its path, is a stream of lines, each of which is answered by a line: "ok", or "error: WHY".
inline constexpr const char* kStreamSuffix = ".stream";
inline constexpr std::string_view kMarkAccepted = "ok";
inline constexpr std::string_view kMarkRefused = "error: ";  // why follows

// What a sender of marks tells a recorder: "KIND NAME", where KIND is begin, end or note. Behind KIND may stand "@parent",
// where the sender speaks for the process that started it, or ":HELD", the memory in use of the sender in KiB: what its allocators have given
// out and not got back. (What is resident tells less of a test: memory that another has freed is there already.)
struct MarkMessage {
  std::string kind;
  std::string name;  // any bytes
  bool for_parent = false;
  std::optional<std::int64_t> held_kib = {};
};

// Who sent a mark, and when, as the kernel has it.
struct MarkOrigin {
  // In this PID namespace; absent where it is in none that can be seen from here.
  std::optional<std::int64_t> sender = {};
  // How long ago; 0 for what came by the stream.
  std::chrono::nanoseconds age{0};
};

[[nodiscard]] std::string to_text(const MarkMessage& message);

// For the stream: a line end within the name becomes a space.
[[nodiscard]] std::string to_line(const MarkMessage& message);

// text    one line end behind it is left out
// Throws  UserError that says what is wrong: the kind, or a name that is empty or too long
[[nodiscard]] MarkMessage parse_mark(std::string_view text);

}  // namespace tidemark
