#pragma once

#include <string>
#include <string_view>

#include "analyzer/recordings/memory_kib.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// What errors say was being done.
inline constexpr std::string_view kReadAction = "read the recording";

// Throws the FileError of a recording that contradicts itself: `what` is a clause.
[[noreturn]] void reject_as_damaged(const std::string& path, const std::string& what);

// Returns a column in KiB. Throws FileError where no memory is as large as that, or less than nothing.
[[nodiscard]] Kib read_kib(const std::string& path, const Statement& row, int column);

}  // namespace tidemark
