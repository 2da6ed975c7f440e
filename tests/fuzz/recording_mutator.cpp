// Changes a recording as a recording: its cells, rows and schema, by SQLite; now and then its pages and bytes.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "common/sqlite.hpp"
#include "tests/fuzz/fuzz_target.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t size, std::size_t most);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most,
                                               unsigned seed);

namespace tidemark::testing {
namespace {

// https://www.sqlite.org/fileformat.html, 1.3: a file in memory cannot be in WAL mode.
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kWriteVersion = 18;

constexpr std::array kTables{"session",  "tick",           "process",      "sample",
                             "cgroup",   "process_cgroup", "cgroup_limit", "mark",
                             "jvm_heap", "process_name",   "process_count"};

constexpr std::array<std::int64_t, 17> kIntegers{0,
                                                 1,
                                                 2,
                                                 -1,
                                                 10,
                                                 255,
                                                 0x7FFFFFFF,
                                                 0x80000000,
                                                 std::int64_t{1} << 52,
                                                 (std::int64_t{1} << 53) + 1,
                                                 std::int64_t{1} << 62,
                                                 INT64_MAX,
                                                 INT64_MIN,
                                                 INT64_MAX - 7,
                                                 1'000'000'000'000'000'000,
                                                 86'400'000'000'000,
                                                 -1'000'000'000};

const std::array<std::string, 12> kTexts{"",
                                         "begin",
                                         "wall",
                                         "pytest",
                                         std::string("a\0b", 3),
                                         "\x1B]0;x\a\n::error::x##[error]",
                                         "<script>alert(1)</script>\"&|`[a](b)]]>",
                                         "\xFF\xFE\xC0",
                                         R"(["x","\u0000","--a=\ud800"])",
                                         std::string(2000, '['),
                                         std::string(5000, 'A'),
                                         "\\x1b\\"};

// What a schema may hold that no recorder has put there.
constexpr std::array kSchemas{
    "CREATE TRIGGER t AFTER INSERT ON tick BEGIN DELETE FROM sample; END",
    "CREATE VIEW v AS SELECT * FROM sample, sample, sample",
    "DROP TABLE mark; CREATE VIEW mark AS SELECT * FROM session",
    "DROP TABLE jvm_heap; CREATE TABLE jvm_heap (a)",
    "ALTER TABLE tick ADD COLUMN more AS (wall_ns * 2)",
    "ALTER TABLE process RENAME COLUMN runtime TO other",
    "ALTER TABLE process ADD COLUMN more TEXT",
    "CREATE INDEX i ON process (comm, pid)",
    "DROP TABLE process_count",
    "PRAGMA user_version = 1000",
    "PRAGMA user_version = 1099",
    "PRAGMA user_version = -1",
    "PRAGMA auto_vacuum = FULL; VACUUM",
};

using Random = std::minstd_rand;
using Memory = std::unique_ptr<unsigned char, void (*)(void*)>;

struct Image {
  Memory bytes;
  std::size_t size;
};

template <typename List>
auto pick(const List& list, Random& random) {
  return list[random() % list.size()];
}

Database open_image(const Image& image) {
  Database database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "the image");
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(image.size));
  std::memcpy(copy, image.bytes.get(), image.size);
  const auto size = static_cast<sqlite3_int64>(image.size);
  sqlite3_deserialize(database.handle(), "main", copy, size, size,
                      SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
  database.execute("PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON");
  // A mutated schema may ask for any amount of work.
  database.set_deadline(std::chrono::milliseconds(200));
  return database;
}

Image save(const Database& database) {
  sqlite3_int64 size = 0;
  unsigned char* bytes = sqlite3_serialize(database.handle(), "main", &size, 0);
  return {Memory(bytes, sqlite3_free), bytes == nullptr ? 0 : static_cast<std::size_t>(size)};
}

void bind_value(Statement& statement, int index, Random& random) {
  switch (random() % 8) {
    case 0:
      statement.bind_null(index);
      return;
    case 1:
      statement.bind(index, std::string_view(pick(kTexts, random)));
      return;
    case 2:
      statement.bind(index, static_cast<std::int64_t>(random()) << (random() % 32));
      return;
    default:
      statement.bind(index, pick(kIntegers, random));
  }
}

std::vector<std::string> columns_of(const Database& database, const std::string& table) {
  std::vector<std::string> columns;
  Statement row = database.prepare("SELECT name FROM pragma_table_info('" + table + "')");
  while (row.step()) columns.push_back(row.text(0));
  return columns;
}

// Some neighbouring rows of a table, as the condition of a statement; nothing where it is empty.
std::optional<std::string> some_rows(const Database& database, const std::string& table, Random& random) {
  const std::int64_t rows = database.query_int64("SELECT count(*) FROM " + table);
  if (rows == 0) return std::nullopt;
  const bool has_id = pick(std::array{1, 2, 3}, random) != 0 &&
                      database.query_int64(fmt::format(
                          "SELECT count(*) FROM pragma_table_info('{}') WHERE name = 'id'", table)) == 1;
  const std::string key = has_id ? "id" : table == "cgroup_limit" ? "tick, cgroup" : "tick, process";
  const std::int64_t count = pick(std::array<std::int64_t, 5>{1, 1, 2, 10, rows}, random);
  return fmt::format("({0}) IN (SELECT {0} FROM {1} LIMIT {2} OFFSET {3})", key, table, count,
                     static_cast<std::int64_t>(random()) % rows);
}

void change_cells(const Database& database, Random& random) {
  const std::string table = pick(kTables, random);
  const std::vector<std::string> columns = columns_of(database, table);
  const auto where = some_rows(database, table, random);
  if (columns.empty() || !where) return;
  const std::string column = pick(columns, random);
  const auto update = [&](const std::string& value) {
    Statement statement = database.prepare(
        fmt::format("UPDATE OR REPLACE {} SET {} = {} WHERE {}", table, column, value, *where));
    if (value.find('?') != std::string::npos) bind_value(statement, 1, random);
    statement.run();
  };
  switch (random() % 8) {
    case 0:
      return update(fmt::format("{} * ?", column));
    case 1:
      return update(fmt::format("{} + ?", column));
    case 2:
      return update(pick(columns, random));
    case 3:
      return database.execute(fmt::format("DELETE FROM {} WHERE {}", table, *where));
    case 4: {  // rows once more, under other ids
      std::string names;
      for (const std::string& name : columns) {
        if (name != "id") names += (names.empty() ? "" : ", ") + name;
      }
      return database.execute(fmt::format("INSERT OR REPLACE INTO {0} ({1}) SELECT {1} FROM {0} WHERE {2}",
                                          table, names, *where));
    }
    default:
      return update("?");
  }
}

// Takes away what the tables refuse, so that cells can be of any kind; returns the schema as it was.
std::vector<std::pair<std::string, std::string>> loosen(const Database& database) {
  std::vector<std::pair<std::string, std::string>> schema;
  Statement row = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
  while (row.step()) schema.emplace_back(row.text(0), row.text(1));
  database.execute(
      "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ') STRICT, WITHOUT', ') WITHOUT'), ') "
      "STRICT', ')'),"
      " ' NOT NULL', '') WHERE type = 'table' AND sql NOT LIKE '%IS NOT NULL%'");
  return schema;
}

void restore(const Database& database, const std::vector<std::pair<std::string, std::string>>& schema) {
  for (const auto& [name, sql] : schema) {
    database.prepare("UPDATE sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1")
        .bind(1, std::string_view(name))
        .bind(2, std::string_view(sql))
        .run();
  }
}

Image change_recording(Image image, Random& random) {
  const bool loosens = random() % 2 == 0;
  std::vector<std::pair<std::string, std::string>> schema;
  if (loosens) {
    const Database database = open_image(image);
    schema = loosen(database);
    image = save(database);
  }
  {
    const Database database = open_image(image);
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const bool is_of_schema = random() % 16 == 0;
      is_accepted(
          [&] { is_of_schema ? database.execute(pick(kSchemas, random)) : change_cells(database, random); });
    }
    image = save(database);
  }
  if (!loosens || random() % 4 == 0) return image;
  const Database database = open_image(image);
  restore(database, schema);
  return save(database);
}

// Moves whole pages about, or blanks them.
void change_pages(std::uint8_t* bytes, std::size_t size, Random& random) {
  constexpr std::size_t kPage = 512;
  const std::size_t pages = size / kPage;
  if (pages == 0) return;
  std::uint8_t* const one = bytes + random() % pages * kPage;
  std::uint8_t* const other = bytes + random() % pages * kPage;
  if (random() % 2 == 0) {
    std::swap_ranges(one, one + (one == other ? 0 : kPage), other);
  } else {
    std::memset(one, static_cast<int>(random() % 256), kPage);
  }
}

}  // namespace
}  // namespace tidemark::testing

using namespace tidemark::testing;

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t size, std::size_t most, unsigned seed) {
  Random random(seed);
  const unsigned kind = random() % 16;
  if (kind == 0) change_pages(bytes, size, random);
  if (kind < 3 || size < kHeaderBytes) return LLVMFuzzerMutate(bytes, size, most);
  Image image{Memory(static_cast<unsigned char*>(sqlite3_malloc64(size)), sqlite3_free), size};
  std::memcpy(image.bytes.get(), bytes, size);
  image.bytes.get()[kWriteVersion] = image.bytes.get()[kWriteVersion + 1] = 1;
  const bool is_changed = is_accepted([&] { image = change_recording(std::move(image), random); });
  if (!is_changed || image.size == 0 || image.size > most) return LLVMFuzzerMutate(bytes, size, most);
  std::memcpy(bytes, image.bytes.get(), image.size);
  return image.size;
}
