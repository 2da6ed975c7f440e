#include "analyzer/history/sql_connection.hpp"

#include <fmt/core.h>

#include <string_view>

#include "analyzer/history/history_sql.hpp"
#include "analyzer/history/postgresql_history.hpp"
#include "analyzer/history/sqlite_history.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

template <typename Value>
const Value& value_of(const SqlValue& value) {
  if (const Value* found = std::get_if<Value>(&value)) return *found;
  throw UserError("the history holds a value of another type than its tables ask for");
}

}  // namespace

bool SqlRow::is_null(std::size_t column) const {
  return std::holds_alternative<std::monostate>(values_.at(column));
}

std::int64_t SqlRow::integer(std::size_t column) const { return value_of<std::int64_t>(values_.at(column)); }

double SqlRow::real(std::size_t column) const { return value_of<double>(values_.at(column)); }

const std::string& SqlRow::text(std::size_t column) const {
  return value_of<std::string>(values_.at(column));
}

void check_history_version(const std::string& name, std::int64_t version, Access access) {
  const auto newest = static_cast<std::int64_t>(kHistoryVersion);
  const auto refuse = [&](const std::string& why) { throw FileError(name, "use it as a history", why); };
  if (version > newest)
    refuse(fmt::format("it is of version {}, and this Tidemark knows up to {}; use a newer one", version,
                       newest));
  if (version == newest || access == Access::kWrite) return;
  refuse(version == 0
             ? "it is empty; 'history add' fills it"
             : fmt::format("it is of version {}, older than {}; 'history add' makes it one of this version",
                           version, newest));
}

std::unique_ptr<SqlConnection> open_history(const std::string& database, Access access) {
  return is_postgresql(database) ? open_postgresql_history(database, access)
                                 : open_sqlite_history(database, access);
}

}  // namespace tidemark
