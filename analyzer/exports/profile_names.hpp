#pragma once

#include <string>
#include <string_view>

#include "analyzer/findings/first_touches.hpp"

namespace tidemark {

// Stands for what called the outermost function that is known.
inline constexpr std::string_view kCutOff = "[cut off]";

// Returns a frame's name in profiles: its function; of code without a name what addr2line takes.
[[nodiscard]] std::string profile_name(const TouchFrame& frame);

}  // namespace tidemark
