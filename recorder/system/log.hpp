#pragma once

#include <functional>
#include <string_view>

namespace tidemark {

// The recorder's name in its messages.
inline constexpr const char* kRecorderName = "tidemark-recorder";

// Prints one line for people; `level` is "error", "warning" or "note".
using Log = std::function<void(std::string_view level, std::string_view message)>;

// Writes "tidemark-recorder: LEVEL: MESSAGE" to stderr, to the journal with the priority of the level.
void log_to_stderr(std::string_view level, std::string_view message);

}  // namespace tidemark
