#pragma once

#include <string>
#include <string_view>

#include "analyzer/recordings/memory_kib.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// The action that errors name.
inline constexpr std::string_view kReadAction = "read the recording";

// Throws the FileError of a recording that contradicts itself.
//
// what  a clause
[[noreturn]] void reject_as_damaged(const std::string& path, const std::string& what);

// Returns a column in KiB. Throws FileError for a negative number, and for more than any machine's memory.
[[nodiscard]] Kib read_kib(const std::string& path, const Statement& row, int column);

}  // namespace tidemark
