#pragma once

#include <functional>
#include <string_view>

namespace tidemark {

// Prints one line for people; `level` is "warning" or "note".
using Log = std::function<void(std::string_view level, std::string_view message)>;

// Writes "tidemark-recorder: LEVEL: MESSAGE" to stderr.
void log_to_stderr(std::string_view level, std::string_view message);

}  // namespace tidemark
