#pragma once

#include <string>

namespace tidemark {

// Returns recording.sql and sample_filled.sql: the statements that make an empty recording.
[[nodiscard]] std::string recording_sql();

// Returns the statements that make a recording of an older format 1.`minor` one of the present format. It holds then
// what it held before; what only later formats tell is NULL.
[[nodiscard]] std::string upgrade_sql(int minor);

}  // namespace tidemark
