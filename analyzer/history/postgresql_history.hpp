#pragma once

#include <memory>
#include <string>

#include "analyzer/history/sql_connection.hpp"

namespace tidemark {

// Whether a database's name is a URL of PostgreSQL's.
[[nodiscard]] bool is_postgresql(const std::string& database);

// Returns such a URL without its password.
[[nodiscard]] std::string without_password(const std::string& url);

// As open_history, of a PostgreSQL server, in the schema that its role creates tables in. A role that may only SELECT can read.
// Throws UserError also where this build has no PostgreSQL.
[[nodiscard]] std::unique_ptr<SqlConnection> open_postgresql_history(const std::string& url, Access access);

}  // namespace tidemark
