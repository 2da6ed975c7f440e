#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/sqlite.hpp"

namespace tidemark::testing {

using Rows = std::vector<std::string>;

// Returns each row of a query as its columns joined by '|', NULL as "NULL". Throws SqliteError.
[[nodiscard]] Rows query_rows(const Database& database, const std::string& sql);

// The same through a connection of its own, that only reads, to the file at `path`.
[[nodiscard]] Rows query_rows(const std::string& path, const std::string& sql);

// Returns the first column of the first row.
[[nodiscard]] std::int64_t query_number(const std::string& path, std::string_view sql);

// Runs statements through a connection of its own, that may write.
void change_file(const std::string& path, const std::string& sql);

}  // namespace tidemark::testing
