#pragma once

#include <optional>
#include <string>

#include "analyzer/running/progress.hpp"

namespace tidemark {

// Checks the whole recording at `path`: SQLite's structures, and that rows refer to rows that are there.
//
// progress  told that it goes on; null for nobody
// Returns   the first thing found wrong, or nullopt
// Throws    FileError where it cannot even be opened
// Cost      reads the whole file
[[nodiscard]] std::optional<std::string> find_damage(const std::string& path, Progress* progress = nullptr);

}  // namespace tidemark
