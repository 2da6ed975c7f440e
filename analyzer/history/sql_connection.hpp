#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tidemark {

using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

// A row of a result. Reading a value as what it is not throws UserError: the database is no history.
class SqlRow {
 public:
  explicit SqlRow(std::vector<SqlValue> values) : values_(std::move(values)) {}

  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] double real(std::size_t column) const;
  [[nodiscard]] const std::string& text(std::size_t column) const;

 private:
  std::vector<SqlValue> values_;
};

// A connection to a database that holds a history, whichever it is. Statements are the same for all: their parameters are $1,
// $2, ... in the order of the values. All throw UserError, naming the database.
class SqlConnection {
 public:
  SqlConnection() = default;
  SqlConnection(const SqlConnection&) = delete;
  SqlConnection& operator=(const SqlConnection&) = delete;
  virtual ~SqlConnection() = default;

  // Runs one statement and returns its rows.
  virtual std::vector<SqlRow> query(const std::string& sql, std::span<const SqlValue> values) = 0;
  // Runs `work` in one transaction that no other writer is between; rolled back where it throws.
  virtual void transact(const std::function<void()>& work) = 0;
  // The database's name in errors: a path, or a URL without its password.
  [[nodiscard]] virtual const std::string& name() const = 0;
};

enum class Access { kRead, kWrite };

// Throws UserError where a history of this version cannot be used as it is: it is older or newer than this program's.
//
// version  0 for what is empty
// access   for writing, an older one is none
void check_history_version(const std::string& name, std::int64_t version, Access access);

// Opens the history at a path (SQLite) or a URL, postgresql://...; for writing it is made where there is none, and brought to the
// present version where it is older.
//
// Throws  UserError: it is not there, is no history, may not be used, or a newer Tidemark made it
[[nodiscard]] std::unique_ptr<SqlConnection> open_history(const std::string& database, Access access);

}  // namespace tidemark
