#include "schema/recording_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <thread>

#include "common/error.hpp"
#include "common/input_file.hpp"
#include "schema/index_faults.hpp"
#include "schema/new_recording.hpp"
#include "schema/recording_sql.hpp"
#include "schema/table_check.hpp"

namespace tidemark {
namespace {

using std::chrono::milliseconds;

// The time to wait for others to let go of the file: when reading it, when closing it (the user of a command that has
// ended waits, too), and within a tick, which a lock that somebody keeps must not hold up.
constexpr milliseconds kReadPatience(5000);
constexpr milliseconds kClosePatience(300);
constexpr milliseconds kTickPatience(100);

constexpr int kVersion = 1000 * kFormatMajor + kFormatMinor;

constexpr std::string_view kMagic("SQLite format 3\0", 16);
// https://www.sqlite.org/fileformat.html, 1.3: offsets into the header and what the write version says of WAL
// mode.
constexpr std::size_t kHeaderSize = 100;
constexpr std::size_t kWriteVersionOffset = 18;
constexpr std::size_t kApplicationIdOffset = 68;
constexpr char kWalWriteVersion = 2;

constexpr std::string_view kReading = "read the recording";

struct Header {
  bool uses_wal;
};

// text  the beginning of a file, at least its header where there is as much. Returns nullopt for an empty file.
std::optional<Header> read_header(std::string_view text, const std::string& path) {
  if (text.empty()) return std::nullopt;
  if (!text.starts_with(kMagic)) throw FileError(path, "use it as a recording", "it is not an SQLite file");
  if (text.size() < kHeaderSize)
    throw DamagedRecording(path, "use it as a recording", "cut within its header");
  unsigned application_id = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    application_id = application_id << 8U | static_cast<unsigned char>(text[kApplicationIdOffset + i]);
  }
  if (application_id != static_cast<unsigned>(kApplicationId)) {
    throw FileError(path, "use it as a recording",
                    "it is an SQLite file, but no Tidemark recording (other application_id)");
  }
  return Header{text[kWriteVersionOffset] == kWalWriteVersion};
}

std::optional<Header> read_header(const std::string& path) {
  const Descriptor file = open_regular_file(path, kReading);
  std::array<char, kHeaderSize> bytes{};
  const ssize_t count = pread(file.number(), bytes.data(), bytes.size(), 0);
  if (count < 0) throw FileError(path, kReading, std::strerror(errno));
  return read_header({bytes.data(), static_cast<std::size_t>(count)}, path);
}

// SQLite opens these itself, and would wait for what is no file.
void check_companions(const std::string& file, std::string_view action) {
  for (const char* ending : {"-wal", "-shm", "-journal"}) {
    const std::string companion = file + ending;
    struct stat status = {};
    if (lstat(companion.c_str(), &status) != 0) continue;
    if (const char* cause = why_not_regular(status.st_mode)) throw FileError(companion, action, cause);
  }
}

bool is_busy(const SqliteError& error) {
  return error.primary_code() == SQLITE_BUSY || error.primary_code() == SQLITE_LOCKED;
}

void check_version(const std::string& path, int version) {
  if (version / 1000 <= kFormatMajor) return;
  throw FileError(path, "use the recording",
                  fmt::format("its format {}.{} is newer than {}.x, the newest that this version knows; "
                              "use a newer Tidemark",
                              version / 1000, version % 1000, kFormatMajor));
}

bool is_older(const Database& database) { return database.query_int64("PRAGMA user_version") < kVersion; }

// Checking a large file would keep the recorder from starting for too long; a large one is checked when it is
// read.
void check_content(const Database& database, int version) {
  constexpr std::int64_t kMostPages = 16384;  // 64 MiB, a quarter of a second
  if (database.query_int64("PRAGMA page_count") > kMostPages) return;
  for (const std::string& table : table_names(version)) {
    const std::string found = database.query_text("PRAGMA main.quick_check(" + table + ")");
    if (found != "ok") throw DamagedRecording(database.path(), "use the recording", found);
  }
}

// Returns `path` as an SQLite URI, with `parameters` behind it.
std::string file_uri(const std::string& path, std::string_view parameters) {
  std::string uri = "file:";
  for (const char byte : std::filesystem::absolute(path).string()) {
    const bool special = byte == '%' || byte == '?' || byte == '#';
    uri += special ? fmt::format("%{:02X}", static_cast<unsigned char>(byte)) : std::string(1, byte);
  }
  return uri + std::string(parameters);
}

// Added columns of rows that are there take no space: even a large file is changed at once.
void upgrade(const Database& database) {
  if (!is_older(database)) return;
  const auto minor = static_cast<int>(database.query_int64("PRAGMA user_version")) % 1000;
  Transaction transaction(database);
  database.execute(upgrade_sql(minor));
  // What the file lacked before that it should have had from the first is not added.
  check_tables(database, kVersion);
  transaction.commit();
}

// A sound file of this size is read several hundred times in this time.
std::chrono::seconds patience_with(const std::string& path) {
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(path, ignored);
  const std::uintmax_t mebibytes = ignored ? 0 : size >> 20U;
  return std::chrono::minutes(10) + std::chrono::seconds(mebibytes);
}

void prepare_for_others_file(Database& database, milliseconds patience) {
  database.set_busy_timeout(patience);
  database.distrust();
  database.set_deadline(patience_with(database.path()));
}

ReadableRecording check_opened(Database database, bool log_missing) {
  prepare_for_others_file(database, kReadPatience);
  const int version = static_cast<int>(database.query_int64("PRAGMA user_version"));
  check_version(database.path(), version);
  check_tables(database, version);
  return {std::move(database), version, log_missing};
}

ReadableRecording open_and_check(const std::string& path, const std::string& uri, bool log_missing) {
  return check_opened(Database(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, path),
                      log_missing);
}

// Enters or leaves WAL mode. No other process may read meanwhile, and SQLite's own busy timeout does not wait
// for that here. Throws SqliteError where readers stay longer than `patience`.
//
// Two bytes of the first sector change with the mode, which no crash can tear. With a journal on disk for
// that, SQLite would refuse the file to readers where the recorder is killed before the journal is deleted.
void change_journal_mode(const Database& database, const std::string& mode, milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    try {
      database.execute("PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = " + mode);
      return;
    } catch (const SqliteError& error) {
      if (!is_busy(error) || std::chrono::steady_clock::now() >= end) throw;
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
}

// Where somebody holds read locks on all places in the -shm that a transaction can begin at, SQLite tries 100 times,
// with pauses that come to ten seconds. So long a tick must not take; where the pauses are short it is half a second.
int sleep_shortly(sqlite3_vfs*, int microseconds) {
  const int taken = std::min(microseconds, 5000);
  std::this_thread::sleep_for(std::chrono::microseconds(taken));
  return taken;
}

void have_writers_sleep_shortly() {
  if (sqlite3_vfs* vfs = sqlite3_vfs_find("unix")) vfs->xSleep = sleep_shortly;
}

// Sets whether the log stays when the file is closed. Until a file is known to be a recording that may be
// written to, nothing may move from its log into it.
void keep_log_on_close(const Database& database, bool keep) {
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

[[noreturn]] void explain_unusable_log(const std::string& path) {
  throw FileError(
      path, kReading,
      "its write-ahead log (" + path +
          "-wal) holds the newest ticks and cannot be used in a directory that may not be written to; "
          "copy both files to one that may");
}

}  // namespace

DamagedRecording::DamagedRecording(std::string_view path, std::string_view action, std::string_view what)
    : FileError(path, action,
                fmt::format(
                    "it is damaged: {}; what can be read of it: tidemark-analyzer recover FILE --output NEW",
                    what)) {}

void throw_file_error(const std::string& path, const SqliteError& error, std::string_view action) {
  switch (error.primary_code()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw DamagedRecording(path, action, error.what());
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      throw LockedRecording(path, action, "another program keeps it locked");
    case SQLITE_INTERRUPT:
      throw DamagedRecording(path, action,
                             fmt::format("it takes longer than {} s, which no sound one of its size does",
                                         patience_with(path).count()));
    default:
      throw FileError(path, action, error.what());
  }
}

WritableRecording open_for_writing(const std::string& path, WritingOptions options) {
  constexpr std::string_view kAction = "open the recording for writing";
  const OutputPlace place = find_output(path);
  if (place.in_place) throw FileError(path, kAction, "it is not a regular file");
  std::optional<WriterLock> lock;
  if (options.takes_lock) lock.emplace(path);
  check_companions(place.path, kAction);
  if (is_place_for_new(path)) make_recording(path);
  // A file that is no recording is refused before SQLite touches it.
  static_cast<void>(read_header(path));
  have_writers_sleep_shortly();
  try {
    Database database(place.path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, path);
    keep_log_on_close(database, true);
    prepare_for_others_file(database, options.patience);
    const int version = static_cast<int>(database.query_int64("PRAGMA user_version"));
    check_version(path, version);
    check_tables(database, version);
    check_writable(database, version);
    check_content(database, version);
    database.set_deadline(std::nullopt);
    keep_log_on_close(database, false);
    if (database.query_text("PRAGMA journal_mode") != "wal")
      change_journal_mode(database, "WAL", options.patience);
    // The cache, in KiB, is small: the writer appends, and needs only the ends of its tables.
    database.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512");
    guard_against_lost_index(database);
    upgrade(database);
    database.set_busy_timeout(kTickPatience);
    return {std::move(lock), std::move(database)};
  } catch (const SqliteError& failure) {
    throw_file_error(path, failure, kAction);
  }
}

bool move_log_into_file(const Database& database) {
  return database.query_int64("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
}

bool finish_writing(const Database& database) {
  try {
    if (!move_log_into_file(database)) return false;
    change_journal_mode(database, "DELETE", kClosePatience);
  } catch (const SqliteError& error) {
    if (is_busy(error)) return false;
    throw;
  }
  return database.query_text("PRAGMA journal_mode") == "delete";
}

void abandon(WritableRecording recording) { keep_log_on_close(recording.database, true); }

void check_is_recording(const std::string& path) {
  try {
    static_cast<void>(read_header(path));
  } catch (const DamagedRecording&) {}
}

Database open_file_alone(const std::string& path) {
  Database database(file_uri(path, "?mode=ro&immutable=1"),
                    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, path);
  database.distrust();
  return database;
}

ReadableRecording open_for_recovery(const std::string& path) {
  if (!read_header(path))
    throw FileError(path, "recover the recording", "it is empty: nothing was recorded into it");
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  for (const bool uses_log : {true, false}) {
    try {
      Database database(file_uri(path, uses_log ? "?mode=ro" : "?mode=ro&immutable=1"), kFlags, path);
      prepare_for_others_file(database, kReadPatience);
      // Only so does SQLite read a file that is shorter than its header says, or part of whose schema is lost.
      sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
      database.execute("PRAGMA writable_schema = ON");
      const int version = static_cast<int>(database.query_int64("PRAGMA user_version"));
      check_version(path, version);
      std::error_code ignored;
      return {std::move(database), version, !uses_log && std::filesystem::exists(path + "-wal", ignored)};
    } catch (const SqliteError& error) {
      if (!uses_log) throw_file_error(path, error, "recover the recording");
    }
  }
  throw std::logic_error("one of the two ways returns or throws");
}

ReadableRecording open_for_reading(const std::string& path) {
  const auto header = read_header(path);
  if (!header) throw FileError(path, kReading, "it is empty: nothing was recorded into it");
  std::error_code ignored;
  // SQLite follows links, and looks for a log beside the file that they lead to.
  const std::string file = std::filesystem::canonical(path, ignored);
  check_companions(file, kReading);
  const bool has_log = std::filesystem::file_size(file + "-wal", ignored) > 0 && !ignored;
  const bool log_file_exists = std::filesystem::exists(file + "-wal", ignored);
  try {
    // In WAL mode SQLite would create a -wal and a -shm, which read-only media do not allow; without a log no
    // recorder has the file open, so nothing changes underneath.
    if (header->uses_wal && !log_file_exists)
      return open_and_check(path, file_uri(file, "?mode=ro&immutable=1"), true);
    return open_and_check(path, file_uri(file, "?mode=ro"), false);
  } catch (const SqliteError& error) {
    if (has_log && (error.primary_code() == SQLITE_CANTOPEN || error.primary_code() == SQLITE_READONLY)) {
      explain_unusable_log(path);
    }
    if (error.extended_code() == SQLITE_READONLY_ROLLBACK) {
      throw FileError(path, kReading,
                      "a change to it was interrupted (" + path +
                          "-journal); record to it again, or open it once with sqlite3, to undo that change");
    }
    throw_file_error(path, error, kReading);
  }
}

ReadableRecording open_for_reading(std::span<const std::byte> bytes, const std::string& path) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  if (!read_header({text, bytes.size()}, path))
    throw FileError(path, kReading, "it is empty: nothing was recorded into it");
  try {
    Database database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, path);
    // It is only read, as the flag says.
    auto* start = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data()));
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    if (sqlite3_deserialize(database.handle(), "main", start, size, size, SQLITE_DESERIALIZE_READONLY) !=
        SQLITE_OK)
      throw FileError(path, kReading, sqlite3_errmsg(database.handle()));
    return check_opened(std::move(database), false);
  } catch (const SqliteError& error) {
    throw_file_error(path, error, kReading);
  }
}

bool leave_wal_mode(std::span<std::byte> beginning) {
  constexpr std::byte kLegacy{1};
  if (beginning.size() < kHeaderSize) return false;
  const bool had_log = beginning[kWriteVersionOffset] == static_cast<std::byte>(kWalWriteVersion);
  beginning[kWriteVersionOffset] = kLegacy;
  beginning[kWriteVersionOffset + 1] = kLegacy;
  return had_log;
}

}  // namespace tidemark
