#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "schema/writer_lock.hpp"

namespace tidemark {

inline constexpr int kApplicationId = 0x54646D6B;  // "Tdmk"
inline constexpr int kFormatMajor = 1;
inline constexpr int kFormatMinor = 4;

// A recording open for its one writer, in WAL mode.
struct WritableRecording {
  std::optional<WriterLock> lock;  // absent where the caller holds it
  Database database;
};

struct WritingOptions {
  bool takes_lock = true;                    // false where the caller holds the recording's WriterLock
  std::chrono::milliseconds patience{5000};  // with those who keep the file locked
};

// The error for a file that is a recording, but not a sound one: "PATH: cannot ACTION: it is damaged: WHAT", and how
// to get at what is left of it.
class DamagedRecording : public FileError {
 public:
  DamagedRecording(std::string_view path, std::string_view action, std::string_view what);
};

// The error for a recording that another program, a reader too, keeps locked.
class LockedRecording : public FileError {
 public:
  using FileError::FileError;
};

// Opens the recording at `path` to append to it, or creates it where there is no file or an empty one. One of
// an older minor version is made one of the present version, in one transaction.
//
// Throws  FileError, with the file as it was: it cannot be written, is in use by another recorder, is no
//         recording, or is of a newer major version; DamagedRecording where it is not sound, LockedRecording
[[nodiscard]] WritableRecording open_for_writing(const std::string& path, WritingOptions options = {});

// Moves everything from the write-ahead log into the file, also where that has another name by now. Returns false where
// a reader needs what is in the log. Throws SqliteError.
bool move_log_into_file(const Database& database);

// Moves everything from the write-ahead log into the file and leaves WAL mode, so that the file can be read
// from read-only media.
//
// Returns  false where a reader holds the recording open; it stays whole, with its -wal beside it
// Throws   SqliteError
bool finish_writing(const Database& database);

// Closes a recording that cannot be written to any more, or whose file is gone. Everything on disk stays as
// it is, the write-ahead log included.
void abandon(WritableRecording recording);

struct ReadableRecording {
  Database database;
  int version;  // user_version: 1000 x major + minor
  // The file was in use or not closed, yet no -wal lies beside it: it may have been copied without it.
  bool log_missing;

  // Whether the file has what a minor version of the present major one added.
  [[nodiscard]] bool has_minor(int minor) const { return version >= 1000 * kFormatMajor + minor; }
};

// Opens the recording at `path` without changing it, also while a recorder writes to it, and from read-only
// media.
//
// Throws  FileError, telling which: no such file, not readable, empty, no recording, damaged, of a newer
//         major version, a write-ahead log that cannot be used where it lies
[[nodiscard]] ReadableRecording open_for_reading(const std::string& path);

// Opens a recording that lies in memory, such as a mapping of a file without a name.
//
// bytes  that nobody changes; have to outlive what is returned. A recording in WAL mode cannot be opened so: see
//        leave_wal_mode
// path   names it in errors
[[nodiscard]] ReadableRecording open_for_reading(std::span<const std::byte> bytes, const std::string& path);

// Changes the two bytes of a file's header, at the beginning of a copy of a recording, that say that it has a write-ahead log.
// Returns whether they said so.
bool leave_wal_mode(std::span<std::byte> beginning);

// Throws FileError where the file at `path` is not readable, or no recording by its first bytes; what stands behind them
// may be damaged.
void check_is_recording(const std::string& path);

// Opens what the file at `path` itself holds, without its write-ahead log and without any lock: nobody can hold that up.
// The file may be changing underneath, and then seem damaged. Throws SqliteError.
[[nodiscard]] Database open_file_alone(const std::string& path);
// Opens what may be a damaged recording, to read what can be read of it, without changing it. Nothing of it is
// checked, and the next statement may fail.
//
// Throws  FileError where there is no such file, or it is no recording
[[nodiscard]] ReadableRecording open_for_recovery(const std::string& path);

// Throws the FileError that explains why `action` failed on the recording at `path`: damaged, locked, or
// SQLite's words.
[[noreturn]] void throw_file_error(const std::string& path, const SqliteError& error,
                                   std::string_view action);

}  // namespace tidemark
