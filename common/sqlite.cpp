#include "common/sqlite.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>

namespace tidemark {
namespace {

// Opens as SQLite does, but never waits for what somebody put in the place of the file or of one that SQLite
// keeps beside it: a FIFO, a device, a file under a lease.
int open_without_waiting(const char* path, int flags, int mode) {
  const int file = open(path, flags | O_NONBLOCK | O_NOCTTY, mode);
  struct stat status = {};
  if (file < 0 || fstat(file, &status) != 0) return file;
  // Directories are opened to be synced, and that device for randomness.
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || std::string_view(path) == "/dev/urandom")
    return file;
  close(file);
  errno = EINVAL;
  return -1;
}

// https://www.sqlite.org/c3ref/vfs.html: xSetSystemCall is there to replace a system call.
void replace_open() {
  sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
  files->xSetSystemCall(files, "open", reinterpret_cast<sqlite3_syscall_ptr>(open_without_waiting));
}

std::string connection_path(sqlite3* connection) {
  const char* path = sqlite3_db_filename(connection, "main");
  return path == nullptr ? std::string() : std::string(path);
}

// Returns SQLite's message, with the kernel's where SQLite has one message for different faults: a used-up
// quota is a "disk I/O error" to it. (The error that sqlite3_system_errno keeps may be one of an earlier
// failure.)
//
// error  errno after the failed call, set to 0 before it
std::string describe_failure(sqlite3* connection, int error) {
  std::string message = sqlite3_errmsg(connection);
  const int code = sqlite3_errcode(connection) & 0xFF;
  if ((code != SQLITE_IOERR && code != SQLITE_CANTOPEN) || error == 0) return message;
  return fmt::format("{}: {}", message, std::strerror(error));
}

}  // namespace

void Statement::check(int code) const {
  if (code == SQLITE_OK) return;
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  throw SqliteError(sqlite3_extended_errcode(connection),
                    fmt::format("{}: {}", connection_path(connection), sqlite3_errmsg(connection)));
}

Statement& Statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), index, value));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(), text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_null(int index) {
  check(sqlite3_bind_null(statement_.get(), index));
  return *this;
}

bool Statement::step() {
  errno = 0;
  const int code = sqlite3_step(statement_.get());
  const int error = errno;
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  const int extended_code = sqlite3_extended_errcode(connection);
  const std::string message =
      fmt::format("{}: {}", connection_path(connection), describe_failure(connection, error));
  reset();
  throw SqliteError(extended_code, message);
}

void Statement::run() {
  step();
  reset();
}

// sqlite3_reset repeats the error of the step before it, which step() has already reported.
void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::int64(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::optional<std::int64_t> Statement::optional_int64(int column) const {
  // NULL reads as 0; most values are not 0, and need no further call.
  const std::int64_t value = int64(column);
  if (value == 0 && is_null(column)) return std::nullopt;
  return value;
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

Database::Database(const std::string& name, int flags, std::string path) : path_(std::move(path)) {
  static std::once_flag is_replaced;
  std::call_once(is_replaced, replace_open);
  sqlite3* connection = nullptr;
  errno = 0;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) fail("open");
  sqlite3_extended_result_codes(connection, 1);
}

void Database::fail(std::string_view action) const {
  const int error = errno;
  sqlite3* connection = connection_.get();
  if (connection == nullptr)
    throw SqliteError(SQLITE_NOMEM, fmt::format("{}: {}: out of memory", path_, action));
  throw SqliteError(sqlite3_extended_errcode(connection),
                    fmt::format("{}: {}: {}", path_, action, describe_failure(connection, error)));
}

Statement Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  errno = 0;
  if (sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    fail("prepare");
  }
  return Statement(statement);
}

void Database::execute(const std::string& sql) const {
  errno = 0;
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("execute");
}

std::int64_t Database::query_int64(std::string_view sql) const {
  Statement statement = prepare(sql);
  if (!statement.step()) throw std::logic_error("no row: " + std::string(sql));
  return statement.int64(0);
}

std::string Database::query_text(std::string_view sql) const {
  Statement statement = prepare(sql);
  if (!statement.step()) throw std::logic_error("no row: " + std::string(sql));
  return statement.text(0);
}

void Database::set_busy_timeout(std::chrono::milliseconds timeout) const {
  sqlite3_busy_timeout(connection_.get(), static_cast<int>(timeout.count()));
}

Transaction::Transaction(const Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // Some errors (a full disk) have already rolled back; the rest must not keep the lock.
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace tidemark
