#include "analyzer/history/postgresql_history.hpp"

#include <fmt/core.h>

#include <pqxx/pqxx>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/history/history_sql.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "use it as a history";

// Types of PostgreSQL's own (pg_type.dat).
constexpr unsigned kInt8 = 20, kInt4 = 23, kFloat8 = 701;

// "tidemark": whoever writes holds this lock until its transaction ends.
constexpr const char* kLock = "SELECT pg_advisory_xact_lock(8388910489021702507)";

std::optional<std::string> to_text(const SqlValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::nullopt;
}

pqxx::result run(pqxx::transaction_base& transaction, const std::string& sql,
                 std::span<const SqlValue> values) {
  std::vector<std::optional<std::string>> texts;
  texts.reserve(values.size());
  for (const SqlValue& value : values) texts.push_back(to_text(value));
  std::vector<const char*> parameters;
  parameters.reserve(texts.size());
  for (const auto& text : texts) parameters.push_back(text ? text->c_str() : nullptr);
#if PQXX_VERSION_MAJOR < 7
  return transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(parameters));
#else
  pqxx::params bound;
  for (const char* parameter : parameters) bound.append(parameter);
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
  return transaction.exec(sql, bound);
#else
  return transaction.exec_params(sql, bound);
#endif
#endif
}

SqlValue value_of(const pqxx::field& field) {
  if (field.is_null()) return {};
  const auto type = static_cast<unsigned>(field.type());
  if (type == kInt8 || type == kInt4) return field.as<std::int64_t>();
  if (type == kFloat8) return field.as<double>();
  return field.as<std::string>();
}

class PostgresqlHistory final : public SqlConnection {
 public:
  PostgresqlHistory(const std::string& url, Access access) : name_(without_password(url)) {
    guard([&] {
      connection_.emplace(url);
      if (access == Access::kWrite) {
        transact([this] { upgrade(); });
      } else {
        check_history_version(name_, version(), access);
      }
    });
  }

  std::vector<SqlRow> query(const std::string& sql, std::span<const SqlValue> values) override {
    std::vector<SqlRow> rows;
    guard([&] {
      std::optional<pqxx::nontransaction> single;
      if (transaction_ == nullptr) single.emplace(*connection_);
      pqxx::transaction_base& current =
          single ? static_cast<pqxx::transaction_base&>(*single) : *transaction_;
      for (const auto& row : run(current, sql, values)) {
        std::vector<SqlValue> read;
        for (const auto& field : row) read.push_back(value_of(field));
        rows.emplace_back(std::move(read));
      }
    });
    return rows;
  }

  void transact(const std::function<void()>& work) override {
    guard([&] {
      pqxx::work transaction(*connection_);
      transaction.exec(kLock);
      transaction_ = &transaction;
      try {
        work();
      } catch (...) {
        transaction_ = nullptr;
        throw;
      }
      transaction_ = nullptr;
      transaction.commit();
    });
  }

  [[nodiscard]] const std::string& name() const override { return name_; }

 private:
  template <typename Work>
  void guard(Work&& work) const {
    try {
      work();
    } catch (const pqxx::failure& error) {
      // What stands below the first line are hints for a terminal of PostgreSQL's own.
      const std::string what = error.what();
      throw FileError(name_, kAction, what.substr(0, what.find('\n')));
    }
  }

  // Returns 0 where there is no history.
  std::int64_t version() {
    if (query("SELECT to_regclass('tidemark_history')::text", {}).front().is_null(0)) return 0;
    const auto rows = query("SELECT version FROM tidemark_history", {});
    return rows.empty() ? 0 : rows.front().integer(0);
  }

  void upgrade() {
    const std::int64_t known = version();
    check_history_version(name_, known, Access::kWrite);
    if (known == static_cast<std::int64_t>(kHistoryVersion)) return;
    if (known == 0) transaction_->exec("CREATE TABLE tidemark_history (version BIGINT NOT NULL)");
    for (auto step = static_cast<std::size_t>(known); step < kHistoryVersion; ++step)
      transaction_->exec(std::string(kPostgresqlSteps.at(step)));
    transaction_->exec("DELETE FROM tidemark_history");
    transaction_->exec(fmt::format("INSERT INTO tidemark_history VALUES ({})", kHistoryVersion));
  }

  std::string name_;
  std::optional<pqxx::connection> connection_;
  pqxx::work* transaction_ = nullptr;
};

}  // namespace

std::unique_ptr<SqlConnection> open_postgresql_history(const std::string& url, Access access) {
  return std::make_unique<PostgresqlHistory>(url, access);
}

}  // namespace tidemark
