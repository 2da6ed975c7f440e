#include "schema/table_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

#include "schema/recording_file.hpp"
#include "schema/recording_sql.hpp"

namespace tidemark {
namespace {

constexpr int kVersion = 1000 * kFormatMajor + kFormatMinor;

// Tables that the first minor version had not, and the one that brought them.
struct LaterTable {
  std::string_view name;
  int minor;
};
constexpr std::array<LaterTable, 8> kLaterTables{{{"process_name", 1},
                                                  {"jvm_heap", 1},
                                                  {"process_count", 1},
                                                  {"module", 3},
                                                  {"frame", 3},
                                                  {"stack", 3},
                                                  {"fault_stack", 3},
                                                  {"kept_stack", 4}}};

struct Column {
  std::string name;
  bool is_computed;

  bool operator==(const Column&) const = default;
};

struct Table {
  std::string name;
  std::string type;
  bool is_without_rowid;
  bool is_strict;
  std::vector<Column> columns;
};

// The names are those of the format, which take no quotes.
std::vector<Column> read_columns(const Database& database, const std::string& table) {
  std::vector<Column> columns;
  Statement row = database.prepare("PRAGMA main.table_xinfo(" + table + ")");
  while (row.step()) columns.push_back({row.text(1), row.int64(6) != 0});
  return columns;
}

std::optional<Table> read_table(const Database& database, const std::string& name) {
  Statement row = database.prepare("PRAGMA main.table_list(" + name + ")");
  if (!row.step()) return std::nullopt;
  Table table{name, row.text(2), row.int64(4) != 0, row.int64(5) != 0, {}};
  if (table.type == "table") table.columns = read_columns(database, name);
  return table;
}

std::vector<Table> read_format() {
  const Database database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "the format");
  database.execute(recording_sql());
  std::vector<Table> tables;
  Statement row = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (row.step()) tables.push_back(*read_table(database, row.text(0)));
  return tables;
}

const std::vector<Table>& format() {
  static const std::vector<Table> tables = read_format();
  return tables;
}

bool has_table(int version, std::string_view table) {
  return std::none_of(kLaterTables.begin(), kLaterTables.end(), [&](const LaterTable& later) {
    return later.name == table && version < 1000 * kFormatMajor + later.minor;
  });
}

[[noreturn]] void reject(const Database& database, const std::string& what) {
  throw DamagedRecording(database.path(), "use the recording", what);
}

// may_lack  whether columns may be missing, since the file is of an older minor version
void check_table(const Database& database, const Table& meant, const Table& found, bool may_lack) {
  if (found.type != "table")
    reject(database, fmt::format("{} is a {} and no ordinary table", meant.name,
                                 found.type == "virtual" ? "virtual table" : found.type));
  if (found.is_strict != meant.is_strict || found.is_without_rowid != meant.is_without_rowid)
    reject(database, fmt::format("the table {} is of another kind than the format's", meant.name));
  for (const Column& column : meant.columns) {
    const auto its = std::find_if(found.columns.begin(), found.columns.end(),
                                  [&](const Column& one) { return one.name == column.name; });
    if (its == found.columns.end()) {
      if (may_lack) continue;
      reject(database, fmt::format("the table {} has no column {}", meant.name, column.name));
    }
    if (its->is_computed)
      reject(database, fmt::format("the column {} of {} is computed", column.name, meant.name));
  }
}

}  // namespace

std::vector<std::string> table_names(int version) {
  std::vector<std::string> names;
  for (const Table& table : format()) {
    if (has_table(version, table.name)) names.push_back(table.name);
  }
  return names;
}

std::vector<std::string> shared_columns(const Database& database, const std::string& table) {
  std::vector<std::string> names;
  const auto found = read_table(database, table);
  const auto meant =
      std::find_if(format().begin(), format().end(), [&](const Table& one) { return one.name == table; });
  if (!found || meant == format().end()) return names;
  for (const Column& column : meant->columns) {
    if (std::find(found->columns.begin(), found->columns.end(), column) != found->columns.end())
      names.push_back(column.name);
  }
  return names;
}

void check_tables(const Database& database, int version) {
  const bool is_older = version < kVersion;
  for (const Table& meant : format()) {
    if (!has_table(version, meant.name)) continue;
    const auto found = read_table(database, meant.name);
    if (!found) reject(database, "tables are missing");
    check_table(database, meant, *found, is_older);
  }
}

void check_writable(const Database& database, int version) {
  for (const Table& meant : format()) {
    if (!has_table(version, meant.name) && read_table(database, meant.name)) {
      throw FileError(
          database.path(), "make it a recording of the present format",
          fmt::format("it holds a table or view of somebody's own that is called {}", meant.name));
    }
    Statement trigger = database.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE");
    if (trigger.bind(1, meant.name).step()) {
      throw FileError(database.path(), "append to the recording",
                      fmt::format("a trigger stands on its table {}; drop it first", meant.name));
    }
  }
}

}  // namespace tidemark
