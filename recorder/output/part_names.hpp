#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/rfc3339.hpp"

namespace tidemark {

// The files of a rotating recording: those of the output "dir/night.tidemark" are named
// "dir/night-20261121T051407Z.tidemark", by the second, UTC, at which each begins. So names sort by time.

[[nodiscard]] std::string part_path(const std::string& output, WallTime begin);

// Returns whether a file's name is that of a part of `output`.
[[nodiscard]] bool is_part(const std::string& output, std::string_view name);

// Returns the paths of the files that are named as parts of `output`, whoever wrote them, the oldest first; with an
// `ending`, of the parts beside which there is a file that has it as well. A directory that is not there has none.
// Throws FileError where it cannot be listed.
[[nodiscard]] std::vector<std::string> list_parts(const std::string& output, std::string_view ending = {});

}  // namespace tidemark
