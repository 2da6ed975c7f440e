#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/recordings/recording.hpp"
#include "common/runtime.hpp"

namespace tidemark {

// Returns the arguments of a recorded command line, a JSON array, printable; none where it is absent or no
// such array. An element that is no string becomes an empty argument.
[[nodiscard]] std::vector<std::string> arguments_of(const std::optional<std::string>& command_line);

// Returns the arguments of a process; none where they are not all known, because the recorder cut the line short.
[[nodiscard]] std::vector<std::string> all_arguments_of(const RecordedProcess& process);

// Returns the arguments with Python's clusters of options taken apart, up to the program: "-um" as "-u" and
// "-m", "-mpytest" as "-m" and "pytest".
[[nodiscard]] std::vector<std::string> split_python_clusters(const std::vector<std::string>& arguments);

// Returns where in an interpreter's arguments the options end: the index of the script, or of -m, -c, -e,
// -jar or another option that stands before a program; the number of arguments where there is none of these.
//
// interpreter  for kUnknown, such as a shell, the options that most interpreters share count
// arguments    Python's without clusters, see split_python_clusters
[[nodiscard]] std::size_t end_of_options(Runtime interpreter, const std::vector<std::string>& arguments);

// Returns arguments as one line for a shell. Escapes of recordings, such as \x0A, and of disarm_ci_commands()
// turn into the original bytes by $'...' (bash, zsh, POSIX.1-2024).
[[nodiscard]] std::string shell_line(const std::vector<std::string>& arguments);

}  // namespace tidemark
