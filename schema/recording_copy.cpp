#include "schema/recording_copy.hpp"

#include <sqlite3.h>

#include <memory>
#include <utility>

#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/sqlite.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

struct BackupFinisher {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

[[noreturn]] void fail(const Database& target) {
  throw SqliteError(sqlite3_extended_errcode(target.handle()), sqlite3_errmsg(target.handle()));
}

// Copies in one step: with several, every tick written meanwhile would begin the copy anew.
void copy_pages(const Database& source, const Database& target) {
  std::unique_ptr<sqlite3_backup, BackupFinisher> backup(
      sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
  if (!backup) fail(target);
  const int code = sqlite3_backup_step(backup.get(), -1);
  backup.reset();
  if (code != SQLITE_DONE) fail(target);
}

}  // namespace

void copy_recording(const std::string& source, const std::string& target) {
  constexpr std::string_view kAction = "write the copy";
  OutputPlace place = find_output(target);
  if (place.exists) throw FileError(target, kAction, "it is there already");
  const ReadableRecording recording = open_for_reading(source);
  OutputFile output(std::move(place), kRecordingMode);
  try {
    const Database copy(output.temporary_path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, target);
    copy_pages(recording.database, copy);
    // The copied header says that the file uses a write-ahead log.
    copy.execute("PRAGMA journal_mode = DELETE");
  } catch (const SqliteError& error) {
    throw_file_error(target, error, kAction);
  }
  output.publish(Replacing::kForbidden);
}

}  // namespace tidemark
