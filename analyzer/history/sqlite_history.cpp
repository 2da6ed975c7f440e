#include "analyzer/history/sqlite_history.hpp"

#include <fmt/core.h>

#include <chrono>
#include <map>
#include <utility>

#include "analyzer/history/history_sql.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/sqlite.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "use it as a history";
constexpr std::chrono::minutes kPatience(1);

std::string explain(const SqliteError& error) {
  switch (error.primary_code()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program has kept it locked for a minute";
    case SQLITE_NOTADB:
      return "it is not an SQLite file";
    default:
      return error.what();
  }
}

class SqliteHistory final : public SqlConnection {
 public:
  SqliteHistory(const std::string& path, Access access)
      : path_(path), database_(path, flags_of(access), path) {
    guard([&] {
      database_.set_busy_timeout(kPatience);
      database_.distrust();
      if (access == Access::kWrite) {
        database_.execute("PRAGMA foreign_keys = ON");
        transact([this] { upgrade(); });
      } else {
        check_history_version(path_, version(), access);
      }
    });
  }

  std::vector<SqlRow> query(const std::string& sql, std::span<const SqlValue> values) override {
    std::vector<SqlRow> rows;
    guard([&] {
      auto known = statements_.find(sql);
      if (known == statements_.end()) known = statements_.emplace(sql, database_.prepare(sql)).first;
      Statement& statement = known->second;
      for (std::size_t i = 0; i < values.size(); ++i) bind(statement, static_cast<int>(i) + 1, values[i]);
      while (statement.step()) rows.push_back(row_of(statement));
      statement.reset();
    });
    return rows;
  }

  void transact(const std::function<void()>& work) override {
    guard([&] {
      Transaction transaction(database_);
      work();
      transaction.commit();
    });
  }

  [[nodiscard]] const std::string& name() const override { return path_; }

 private:
  static int flags_of(Access access) {
    return (access == Access::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
           SQLITE_OPEN_NOMUTEX;
  }

  template <typename Work>
  void guard(Work&& work) const {
    try {
      work();
    } catch (const SqliteError& error) {
      throw FileError(path_, kAction, explain(error));
    }
  }

  static void bind(Statement& statement, int index, const SqlValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      statement.bind(index, *integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      statement.bind_real(index, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      statement.bind(index, std::string_view(*text));
    } else {
      statement.bind_null(index);
    }
  }

  static SqlRow row_of(const Statement& statement) {
    std::vector<SqlValue> values;
    for (int i = 0; i < statement.column_count(); ++i) {
      if (statement.is_null(i)) {
        values.emplace_back();
      } else if (statement.is_integer(i)) {
        values.emplace_back(statement.int64(i));
      } else if (statement.is_real(i)) {
        values.emplace_back(statement.real(i));
      } else {
        values.emplace_back(statement.text(i));
      }
    }
    return SqlRow(std::move(values));
  }

  // Returns 0 for an empty database.
  [[nodiscard]] std::int64_t version() const {
    const std::int64_t application = database_.query_int64("PRAGMA application_id");
    if (application == kHistoryApplicationId) return database_.query_int64("PRAGMA user_version");
    if (application != 0 || database_.query_int64("SELECT count(*) FROM sqlite_schema") != 0)
      throw FileError(path_, kAction,
                      "it is an SQLite file, but no history of Tidemark (other application_id)");
    return 0;
  }

  void upgrade() const {
    const std::int64_t known = version();
    check_history_version(path_, known, Access::kWrite);
    if (known == static_cast<std::int64_t>(kHistoryVersion)) return;
    for (auto step = static_cast<std::size_t>(known); step < kHistoryVersion; ++step)
      database_.execute(std::string(kSqliteSteps.at(step)));
    database_.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                  kHistoryApplicationId, kHistoryVersion));
  }

  std::string path_;
  Database database_;
  std::map<std::string, Statement> statements_;
};

}  // namespace

std::unique_ptr<SqlConnection> open_sqlite_history(const std::string& path, Access access) {
  // Tells what is not there or may not be read in the words of any other input.
  if (access == Access::kRead) static_cast<void>(open_regular_file(path, kAction));
  try {
    return std::make_unique<SqliteHistory>(path, access);
  } catch (const SqliteError& error) {
    throw FileError(path, kAction, explain(error));
  }
}

}  // namespace tidemark
