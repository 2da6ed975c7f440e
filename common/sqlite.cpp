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
// What SQLite may take in one program, all connections together: many times what a recording needs.
constexpr std::int64_t kMostHeapBytes = std::int64_t{512} << 20;
// Of one value or row, and of one statement.
constexpr int kMostValueBytes = 64 << 20;
constexpr int kMostStatementBytes = 1 << 20;
// Of SQLite's virtual machine, between two calls: less than a millisecond.
constexpr int kInstructions = 10'000;

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

// SQLite 3.40 takes its json_valid(), which the format's own CHECK uses, for one that may do harm. This is the same,
// declared to be harmless; it asks a connection of its own.
void json_valid(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  auto* question = static_cast<sqlite3_stmt*>(sqlite3_user_data(context));
  sqlite3_bind_value(question, 1, values[0]);
  if (sqlite3_step(question) == SQLITE_ROW) {
    sqlite3_result_value(context, sqlite3_column_value(question, 0));
  } else {
    sqlite3_result_error_code(context, sqlite3_errcode(sqlite3_db_handle(question)));
  }
  sqlite3_reset(question);
  sqlite3_clear_bindings(question);
}

void close_question(void* statement) {
  auto* question = static_cast<sqlite3_stmt*>(statement);
  sqlite3* connection = sqlite3_db_handle(question);
  sqlite3_finalize(question);
  sqlite3_close(connection);
}

// CHECKs are not evaluated where nothing can be written.
void declare_json_valid(sqlite3* connection) {
  if (sqlite3_db_readonly(connection, "main") != 0) return;
  sqlite3* other = nullptr;
  sqlite3_stmt* question = nullptr;
  if (sqlite3_open(":memory:", &other) != SQLITE_OK ||
      sqlite3_prepare_v2(other, "SELECT json_valid(?1)", -1, &question, nullptr) != SQLITE_OK) {
    sqlite3_close(other);
    return;
  }
  sqlite3_create_function_v2(connection, "json_valid", 1,
                             SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, question, json_valid,
                             nullptr, nullptr, close_question);
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

Statement& Statement::bind_real(int index, double value) {
  check(sqlite3_bind_double(statement_.get(), index, value));
  return *this;
}

Statement& Statement::bind_column(int index, const Statement& row, int column) {
  check(sqlite3_bind_value(statement_.get(), index, sqlite3_column_value(row.statement_.get(), column)));
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

bool Statement::is_integer(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER;
}

bool Statement::is_real(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_FLOAT;
}

std::size_t Statement::size_bytes(int column) const {
  return static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
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

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

int Statement::column_count() const { return sqlite3_column_count(statement_.get()); }

std::string_view Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_.get(), column);
  return name == nullptr ? std::string_view() : std::string_view(name);
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

void Database::distrust() const {
  sqlite3* connection = connection_.get();
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const int power :
       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_TRIGGER})
    sqlite3_db_config(connection, power, 0, nullptr);
  declare_json_valid(connection);
  sqlite3_drop_modules(connection, nullptr);
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kMostValueBytes);
  sqlite3_limit(connection, SQLITE_LIMIT_SQL_LENGTH, kMostStatementBytes);
  sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_hard_heap_limit64(kMostHeapBytes);
  execute("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;");
}

int Database::watch(void* watch) {
  const Watch& watched = *static_cast<const Watch*>(watch);
  if (watched.tell) watched.tell();
  return watched.deadline && std::chrono::steady_clock::now() >= *watched.deadline ? 1 : 0;
}

void Database::set_deadline(std::optional<std::chrono::steady_clock::duration> patience) {
  watch_->deadline.reset();
  if (patience) watch_->deadline = std::chrono::steady_clock::now() + *patience;
  sqlite3_progress_handler(connection_.get(), kInstructions, watch, watch_.get());
}

void Database::on_progress(std::function<void()> tell) const {
  watch_->tell = std::move(tell);
  sqlite3_progress_handler(connection_.get(), kInstructions, watch, watch_.get());
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
