#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// Returns the arguments of a recorded command line, a JSON array, printable; none where it is absent or no
// such array; what is no string in it as an empty one.
[[nodiscard]] std::vector<std::string> arguments_of(const std::optional<std::string>& command_line);

// Returns where in an interpreter's arguments the options end: the index of the script, of -m, -c, -e or
// -jar; their number where there is none of these.
[[nodiscard]] std::size_t end_of_options(const std::vector<std::string>& arguments);

// Returns arguments as one line for a shell. Escapes that recordings have, such as \x0A, and those of
// disarm_ci_commands() become the bytes again by $'...' (bash, zsh, POSIX.1-2024).
[[nodiscard]] std::string shell_line(const std::vector<std::string>& arguments);

}  // namespace tidemark
