#pragma once

#include <string_view>

namespace tidemark {

// Writes "tidemark-recorder: LEVEL: MESSAGE" to stderr.
void log_to_stderr(std::string_view level, std::string_view message);

}  // namespace tidemark
