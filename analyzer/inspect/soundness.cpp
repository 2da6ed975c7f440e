#include "analyzer/inspect/soundness.hpp"

#include <fmt/core.h>

#include "analyzer/running/statement_progress.hpp"
#include "analyzer/text/printable.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {

std::optional<std::string> find_damage(const std::string& path, Progress* progress) {
  const ReadableRecording recording = open_for_reading(path);
  const StatementProgress told(recording.database, progress);
  if (progress != nullptr) progress->begin("checking " + path, 0);
  try {
    const std::string found = recording.database.query_text("PRAGMA integrity_check(1)");
    if (found != "ok") return printable(found);
    Statement row = recording.database.prepare("PRAGMA foreign_key_check");
    if (!row.step()) return std::nullopt;
    return fmt::format("a row of {} refers to a row of {} that is not there", printable(row.text(0)),
                       printable(row.text(2)));
  } catch (const SqliteError& error) {
    if (error.primary_code() == SQLITE_CORRUPT || error.primary_code() == SQLITE_NOTADB) return error.what();
    throw_file_error(path, error, "check the recording");
  }
}

}  // namespace tidemark
