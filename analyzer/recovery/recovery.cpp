#include "analyzer/recovery/recovery.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "analyzer/recovery/contradictions.hpp"
#include "common/error.hpp"
#include "common/uuid.hpp"
#include "schema/bounds.hpp"
#include "schema/recording_file.hpp"
#include "schema/rows.hpp"
#include "schema/table_check.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "recover the recording";
constexpr int kPresentVersion = 1000 * kFormatMajor + kFormatMinor;

struct Bounds {
  std::int64_t least;
  std::int64_t most;
};

// Returns what a column may hold, by the unit in its name; rows refer to each other by any number.
Bounds bounds_of(std::string_view column) {
  constexpr std::array<std::string_view, 7> kReferences{"id",     "session",    "tick",     "process",
                                                        "cgroup", "first_tick", "exit_tick"};
  if (std::find(kReferences.begin(), kReferences.end(), column) != kReferences.end())
    return {kLowestKey.first, kHighestKey.first};
  if (column == "limit_bytes") return {0, kUnlimited};
  if (column == "interval_ns") return {1, kLongestIntervalNs};
  if (column.ends_with("_ns")) return {0, kLatestNs};
  if (column.ends_with("_kib")) return {0, kMostKib};
  return {0, kMostCount};
}

// Writes the rows of a table that a recording can hold.
class RowKeeper {
 public:
  RowKeeper(const Database& target, const RescuedTable& table, RecoveredTable& result)
      : target_(target),
        result_(result),
        repeats_keys_(table.repeats_keys),
        insert_(
            target.prepare(fmt::format("INSERT OR IGNORE INTO {} ({}) VALUES (?{})", table.name,
                                       fmt::join(table.columns, ", "), fmt::join(numbers(table), ", ?")))) {
    for (const std::string& column : table.columns) bounds_.push_back(bounds_of(column));
    for (const std::string& column : table.columns)
      is_key_.push_back(std::find(table.key.begin(), table.key.end(), column) != table.key.end());
  }

  void keep(const Statement& row) {
    bind(row);
    try {
      insert_.run();
    } catch (const SqliteError& error) {
      if (error.primary_code() != SQLITE_CONSTRAINT && error.primary_code() != SQLITE_TOOBIG) throw;
      ++result_.refused;
      return;
    }
    const bool is_new = target_.changes() == 1;
    // Of a key that rows share, those that were read already come again where reading begins anew.
    if (is_new || !repeats_keys_) ++(is_new ? result_.rows : result_.refused);
  }

 private:
  static std::vector<std::size_t> numbers(const RescuedTable& table) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 1; i <= table.columns.size(); ++i) numbers.push_back(i);
    return numbers;
  }

  [[nodiscard]] bool is_possible(const Statement& row, int column) const {
    const Bounds& bounds = bounds_[static_cast<std::size_t>(column)];
    if (row.is_integer(column)) return row.int64(column) >= bounds.least && row.int64(column) <= bounds.most;
    return row.is_null(column) || row.size_bytes(column) <= static_cast<std::size_t>(kLongestTextBytes);
  }

  // Values that none can be are unknown. Of a sample all are: it is a row of a process that is not observed.
  void bind(const Statement& row) {
    bool is_sound = true;
    const int count = static_cast<int>(bounds_.size());
    for (int i = 0; i < count; ++i) is_sound = is_sound && is_possible(row, i);
    if (!is_sound) ++result_.unsound;
    for (int i = 0; i < count; ++i) {
      const bool is_kept = is_key_[static_cast<std::size_t>(i)] || is_sound ||
                           (result_.name != "sample" && is_possible(row, i));
      if (is_kept) {
        insert_.bind_column(i + 1, row, i);
      } else {
        insert_.bind_null(i + 1);
      }
    }
  }

  const Database& target_;
  RecoveredTable& result_;
  bool repeats_keys_;
  Statement insert_;
  std::vector<Bounds> bounds_;
  std::vector<bool> is_key_;
};

std::vector<std::string> key_of(const std::vector<std::string>& columns) {
  const auto has = [&](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  if (has("id")) return {"id"};
  if (has("tick") && has("process")) return {"tick", "process"};
  if (has("tick") && has("cgroup")) return {"tick", "cgroup"};
  return {};
}

std::size_t count_key_columns(const Database& database, const std::string& table) {
  constexpr int kPlaceInKey = 5;  // https://www.sqlite.org/pragma.html#pragma_table_info
  Statement column = database.prepare("PRAGMA main.table_info(" + table + ")");
  std::size_t count = 0;
  while (column.step()) count += column.int64(kPlaceInKey) > 0 ? 1U : 0U;
  return count;
}

// Returns the columns that the damaged file has; none where its schema cannot be read.
std::vector<std::string> columns_of(const Database& database, const std::string& table) {
  try {
    return shared_columns(database, table);
  } catch (const SqliteError&) {
    return {};
  }
}

class Recoverer {
 public:
  Recoverer(const std::string& path, const Database& target)
      : path_(path), opened_(open_for_recovery(path)), target_(target) {}

  Recovery run() {
    recovery_.log_unusable = opened_.log_missing;
    opened_.database.execute("BEGIN");
    Transaction transaction(target_);
    for (const std::string& table : table_names(kPresentVersion)) {
      if (opened_.has_minor(1) || has_table(table)) recovery_.tables.push_back(recover(table));
    }
    rename_lost_sessions();
    repair();
    transaction.commit();
    return std::move(recovery_);
  }

 private:
  // Whether a file of an older minor version has the table; those that came later it lacks by right.
  [[nodiscard]] bool has_table(const std::string& table) const {
    const std::vector<std::string> names = table_names(opened_.version);
    return std::find(names.begin(), names.end(), table) != names.end();
  }

  RecoveredTable recover(const std::string& name) {
    RecoveredTable result{.name = name};
    RescuedTable table{name, {}, columns_of(opened_.database, name), {}, {}};
    table.key = key_of(table.columns);
    table.repeats_keys = count_key_columns(target_, name) > table.key.size();
    result.is_tick_keyed = table.key.size() == 2;
    if (table.key.empty()) {
      result.lost.push_back({kLowestKey, kHighestKey});
      return result;
    }
    set_domain(table);
    RowKeeper keeper(target_, table, result);
    result.lost = rescue_rows(opened_.database, table, [&](const Statement& row) { keeper.keep(row); });
    return result;
  }

  // Ids count from 1 and a row takes more than eight bytes; samples belong to ticks and processes that are known.
  void set_domain(RescuedTable& table) const {
    const std::int64_t most_rows = std::max<std::int64_t>(1, size_bytes() / 8);
    table.lowest = {1, 1};
    table.highest = {most_rows, most_rows};
    if (table.key.size() == 1) return;
    table.highest.first = newest_id("tick", most_rows);
    table.highest.second = newest_id(table.key[1], most_rows);
  }

  [[nodiscard]] std::int64_t size_bytes() const {
    return opened_.database.query_int64("PRAGMA page_count") *
           opened_.database.query_int64("PRAGMA page_size");
  }

  [[nodiscard]] std::int64_t newest_id(const std::string& table, std::int64_t otherwise) const {
    Statement row = target_.prepare("SELECT max(id) FROM " + table);
    const bool is_lost =
        std::any_of(recovery_.tables.begin(), recovery_.tables.end(),
                    [&](const RecoveredTable& one) { return one.name == table && !one.lost.empty(); });
    return row.step() && !row.is_null(0) && !is_lost ? row.int64(0) : otherwise;
  }

  // Makes rows for sessions whose own are lost, but whose ticks are there. Ticks without a time since boot are those
  // of an import, which has every sample.
  void rename_lost_sessions() {
    const RecoveredTable* sessions = find("session");
    if (sessions == nullptr || (sessions->lost.empty() && sessions->refused == 0)) return;
    Statement lost = target_.prepare(
        "SELECT session, count(boottime_ns) = count(*), min(wall_ns), min(boottime_ns) FROM tick"
        " WHERE session NOT IN (SELECT id FROM session) GROUP BY session");
    Statement insert = target_.prepare(
        "INSERT INTO session (id, uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns,"
        " recorder_version) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8)");
    while (lost.step()) {
      const bool is_recorded = lost.int64(1) != 0;
      insert.bind(1, lost.int64(0)).bind(2, random_uuid());
      insert.bind(3, std::string_view(is_recorded ? "recorded" : "recovered"));
      insert.bind(4, std::string_view(is_recorded ? "boottime" : "wall"));
      insert.bind(5, std::int64_t{is_recorded ? 0 : 1}).bind(6, lost.int64(2));
      insert.bind(7, lost.optional_int64(3)).bind(8, kLostSessionVersion);
      insert.run();
    }
  }

  RecoveredTable* find(std::string_view name) {
    const auto found = std::find_if(recovery_.tables.begin(), recovery_.tables.end(),
                                    [&](const RecoveredTable& table) { return table.name == name; });
    return found == recovery_.tables.end() ? nullptr : &*found;
  }

  void repair() {
    const RecoveredTable* samples = find("sample");
    const Repairs repairs =
        remove_contradictions(target_, samples == nullptr ? std::vector<LostRows>{} : samples->lost);
    for (const auto& [name, count] : repairs.removed) {
      RecoveredTable* table = find(name);
      if (table == nullptr) continue;
      const std::size_t moved = name == "sample" ? repairs.moved_samples : 0;
      table->refused += count - std::min(count, moved);
      table->rows -= std::min(table->rows, count - std::min(count, moved));
    }
    recovery_.renamed_sessions = repairs.renamed_sessions;
    if (RecoveredTable* sessions = find("session")) sessions->rows += repairs.renamed_sessions;
    recovery_.moved_samples = repairs.moved_samples;
    recovery_.unobserved = repairs.unobserved;
    for (const std::string_view needed : {"session", "tick"}) {
      const RecoveredTable* table = find(needed);
      if (table == nullptr || table->rows == 0)
        throw FileError(path_, kAction, fmt::format("nothing can be read of its table {}", needed));
    }
  }

  const std::string& path_;
  ReadableRecording opened_;
  const Database& target_;
  Recovery recovery_;
};

}  // namespace

bool Recovery::is_complete() const {
  return !log_unusable && std::all_of(tables.begin(), tables.end(), [](const RecoveredTable& table) {
    return table.lost.empty() && table.refused == 0 && table.unsound == 0;
  });
}

Recovery recover_recording(const std::string& path, const Database& target) {
  try {
    return Recoverer(path, target).run();
  } catch (const SqliteError& error) {
    throw FileError(path, kAction, error.what());
  }
}

}  // namespace tidemark
