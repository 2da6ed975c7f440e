#include "tests/support/sql.hpp"

#include <chrono>

namespace tidemark::testing {
namespace {

Database open_file(const std::string& path, int flags) {
  Database database(path, flags, path);
  database.set_busy_timeout(std::chrono::seconds(5));
  return database;
}

int append_row(void* rows, int count, char** values, char** /*names*/) {
  std::string row;
  for (int i = 0; i < count; ++i) {
    if (i > 0) row += '|';
    row += values[i] == nullptr ? "NULL" : values[i];
  }
  static_cast<Rows*>(rows)->push_back(row);
  return 0;
}

}  // namespace

Rows query_rows(const Database& database, const std::string& sql) {
  Rows rows;
  if (sqlite3_exec(database.handle(), sql.c_str(), append_row, &rows, nullptr) != SQLITE_OK) {
    throw SqliteError(sqlite3_extended_errcode(database.handle()), sqlite3_errmsg(database.handle()));
  }
  return rows;
}

Rows query_rows(const std::string& path, const std::string& sql) {
  return query_rows(open_file(path, SQLITE_OPEN_READONLY), sql);
}

std::int64_t query_number(const std::string& path, std::string_view sql) {
  return open_file(path, SQLITE_OPEN_READONLY).query_int64(sql);
}

void change_file(const std::string& path, const std::string& sql) {
  open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE).execute(sql);
}

}  // namespace tidemark::testing
