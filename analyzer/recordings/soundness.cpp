#include "analyzer/recordings/soundness.hpp"

#include <fmt/core.h>

#include "analyzer/recordings/damage.hpp"
#include "analyzer/running/statement_progress.hpp"
#include "analyzer/text/printable.hpp"
#include "schema/table_check.hpp"

namespace tidemark {
namespace {

void check_references(const Database& database, const std::string& table) {
  Statement row = database.prepare("PRAGMA main.foreign_key_check(" + table + ")");
  if (!row.step()) return;
  reject_as_damaged(database.path(), fmt::format("a row of {} refers to a row of {} that is not there", table,
                                                 printable(row.text(2))));
}

// Returns the first finding in SQLite's words, without the line that names the database.
std::string first_finding(const std::string& findings) {
  const std::size_t begin = findings.starts_with("***") ? findings.find('\n') + 1 : 0;
  return printable(findings.substr(begin, findings.find('\n', begin) - begin));
}

}  // namespace

void check_soundness(const ReadableRecording& recording, Progress* progress) {
  const Database& database = recording.database;
  const StatementProgress told(database, progress);
  if (progress != nullptr) progress->begin("checking " + database.path(), 0);
  for (const std::string& table : table_names(recording.version)) {
    const std::string found = database.query_text("PRAGMA main.integrity_check(" + table + ")");
    if (found != "ok") reject_as_damaged(database.path(), first_finding(found));
    if (table != "sample") check_references(database, table);
  }
}

}  // namespace tidemark
