#pragma once

#include <memory>
#include <string>

#include "analyzer/history/sql_connection.hpp"

namespace tidemark {

inline constexpr int kHistoryApplicationId = 0x54646D48;  // "TdmH"

// As open_history, of an SQLite file. Several may add to it at once: each waits for the others' transactions, a minute at most.
[[nodiscard]] std::unique_ptr<SqlConnection> open_sqlite_history(const std::string& path, Access access);

}  // namespace tidemark
