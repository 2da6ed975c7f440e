#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// Returns recorded text for a terminal. Recorded text has its escapes already and stays as it is; what a
// damaged or foreign file may hold in addition (control characters, bytes that are not UTF-8) is escaped, so
// that no recording can drive a terminal.
[[nodiscard]] std::string printable(std::string_view text);

// Returns a recorded command line, a JSON array, as one line of printable text; text that is no such array
// stays as it is, but printable. Nothing for none.
[[nodiscard]] std::optional<std::string> printable_command(const std::optional<std::string>& json_array);

}  // namespace tidemark
