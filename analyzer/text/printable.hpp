#pragma once

#include <optional>
#include <string>

#include "common/text.hpp"

namespace tidemark {

// Returns a recorded command line, a JSON array, as one line of printable text; text that is no such array
// stays as it is, but printable. Nothing for none.
[[nodiscard]] std::optional<std::string> printable_command(const std::optional<std::string>& json_array);

}  // namespace tidemark
