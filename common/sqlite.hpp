#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tidemark {

// A failed SQLite call: what() is "PATH: ACTION: SQLite's message", with the kernel's where there is one.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(int extended_code, const std::string& message)
      : std::runtime_error(message), code_(extended_code) {}

  [[nodiscard]] int extended_code() const { return code_; }
  [[nodiscard]] int primary_code() const { return code_ & 0xFF; }

 private:
  int code_;
};

// A prepared statement. Bind indices count from 1, columns from 0, as in SQLite.
// Must not outlive the Database that prepared it.
class Statement {
 public:
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind_null(int index);
  Statement& bind_real(int index, double value);
  // Binds the value of a column of the row at which another statement stands.
  Statement& bind_column(int index, const Statement& row, int column);

  template <typename Value>
  Statement& bind(int index, const std::optional<Value>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }

  // Returns whether there is a row. Throws SqliteError; the statement is then reset.
  bool step();
  // Steps a statement that returns no rows, and resets it.
  void run();
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] bool is_real(int column) const;
  // Of text or a blob.
  [[nodiscard]] std::size_t size_bytes(int column) const;
  [[nodiscard]] std::int64_t int64(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_int64(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] int column_count() const;
  // Returns the name that the column has in the result.
  [[nodiscard]] std::string_view column_name(int column) const;

 private:
  friend class Database;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void check(int code) const;

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

// A connection; closed when destroyed.
class Database {
 public:
  // `name` is a path, or a file: URI where flags hold SQLITE_OPEN_URI; `path` names the file in errors.
  // Throws SqliteError.
  Database(const std::string& name, int flags, std::string path);

  [[nodiscard]] Statement prepare(std::string_view sql) const;
  // Runs all statements of `sql`, ignoring rows.
  void execute(const std::string& sql) const;
  // Returns the first column of the first row; throws std::logic_error where there is no row.
  [[nodiscard]] std::int64_t query_int64(std::string_view sql) const;
  [[nodiscard]] std::string query_text(std::string_view sql) const;

  // Returns how many rows the last INSERT, UPDATE or DELETE has changed.
  [[nodiscard]] std::size_t changes() const {
    return static_cast<std::size_t>(sqlite3_changes64(connection_.get()));
  }
  [[nodiscard]] std::int64_t last_insert_rowid() const {
    return sqlite3_last_insert_rowid(connection_.get());
  }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] sqlite3* handle() const { return connection_.get(); }
  void set_busy_timeout(std::chrono::milliseconds timeout) const;

  // Has nothing that somebody may have put into the file work for them: no view, trigger or virtual table of it
  // can be used, functions in its schema only where they are harmless, and values, statements and SQLite's memory
  // have bounds. For files that others may have made; to be called before the first statement.
  void distrust() const;
  // Has statements fail with SQLITE_INTERRUPT once so much time has passed, counted from now; nullopt: never.
  void set_deadline(std::optional<std::chrono::steady_clock::duration> patience);
  // Calls `tell` every few milliseconds of a statement's work; an empty one ends that.
  void on_progress(std::function<void()> tell) const;

 private:
  struct Watch {
    std::optional<std::chrono::steady_clock::time_point> deadline;
    std::function<void()> tell;
  };
  static int watch(void* watch);
  struct Closer {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  // errno has to be what the failed call left, set to 0 before that call.
  [[noreturn]] void fail(std::string_view action) const;

  std::string path_;
  std::unique_ptr<Watch> watch_ = std::make_unique<Watch>();  // the connection knows its place
  std::unique_ptr<sqlite3, Closer> connection_;
};

// Begins a transaction and rolls it back when destroyed uncommitted.
class Transaction {
 public:
  explicit Transaction(const Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  const Database& database_;
};

}  // namespace tidemark
