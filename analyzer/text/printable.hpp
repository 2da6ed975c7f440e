#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// Returns recorded text, which has its escapes already, as it is; what a damaged or foreign file may hold in
// addition (control characters, bytes that are not UTF-8) is escaped, so that no recording can drive a
// terminal.
[[nodiscard]] std::string printable(std::string_view text);

// Returns a recorded command line, a JSON array, as one line of printable text; as it is where it is no such
// array; nothing for none.
[[nodiscard]] std::optional<std::string> printable_command(const std::optional<std::string>& json_array);

}  // namespace tidemark
