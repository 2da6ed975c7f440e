#pragma once

#include <cstddef>
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

// What a sender of marks tells a recorder: "KIND NAME", where KIND is begin, end or note, with "@parent" behind it where
// the sender speaks for the process that started it.
struct MarkMessage {
  std::string kind;
  std::string name;  // any bytes
  bool for_parent = false;
};

[[nodiscard]] std::string to_text(const MarkMessage& message);

// For the stream: a line end within the name becomes a space.
[[nodiscard]] std::string to_line(const MarkMessage& message);

// text    one line end behind it is left out
// Throws  UserError that says what is wrong: the kind, or a name that is empty or too long
[[nodiscard]] MarkMessage parse_mark(std::string_view text);

}  // namespace tidemark
