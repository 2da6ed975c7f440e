#pragma once

#include <string>
#include <vector>

#include "common/rfc3339.hpp"

namespace tidemark {

// The files of a rotating recording: those of the output "dir/night.tidemark" are named
// "dir/night-20261121T051407Z.tidemark", by the second, UTC, at which each begins. So names sort by time.

[[nodiscard]] std::string part_path(const std::string& output, WallTime begin);

// Returns the paths of the files that are named as parts of `output`, whoever wrote them, the oldest first.
// A directory that is not there has none. Throws FileError where it cannot be listed.
[[nodiscard]] std::vector<std::string> list_parts(const std::string& output);

}  // namespace tidemark
