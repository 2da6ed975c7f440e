#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark {

// The most bytes that a mark's name may have before it is escaped.
inline constexpr std::size_t kMostNameBytes = 1000;

// Where a recorder that runs as a service listens, and where marks go by default.
inline constexpr const char* kServiceSocket = "/run/tidemark/recorder.sock";

// What a sender of marks tells a recorder: one packet "KIND NAME", where KIND is begin, end or note, with
// "@parent" behind it where the sender speaks for the process that started it. The answer is one packet, "ok"
// or "error: WHY".
struct MarkMessage {
  std::string kind;
  std::string name;  // any bytes
  bool for_parent = false;
};

inline constexpr std::string_view kMarkAccepted = "ok";

[[nodiscard]] std::string to_packet(const MarkMessage& message);

// Throws UserError that says what is wrong: the kind, or a name that is empty or too long.
[[nodiscard]] MarkMessage parse_packet(std::string_view packet);

}  // namespace tidemark
