#include "analyzer/recovery/table_rescue.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <queue>

namespace tidemark {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

bool is_of_the_file(const SqliteError& error) {
  switch (error.primary_code()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
    case SQLITE_TOOBIG:
      return true;
    default:
      return false;
  }
}

std::uint64_t distance(std::int64_t low, std::int64_t high) {
  return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

std::int64_t middle(std::int64_t low, std::int64_t high) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + distance(low, high) / 2);
}

class Rescue {
 public:
  Rescue(const Database& database, const RescuedTable& table,
         const std::function<void(const Statement&)>& visit)
      : database_(database), table_(table), visit_(visit), is_single_(table.key.size() == 1) {
    for (const std::string& column : table.key) {
      const auto place = std::find(table.columns.begin(), table.columns.end(), column);
      key_places_.push_back(static_cast<int>(place - table.columns.begin()));
    }
  }

  std::vector<LostRows> run() {
    if (!prepare()) return {{kLowestKey, kHighestKey}};
    const std::int64_t low = is_single_ ? 0 : kMin;
    const std::int64_t high = is_single_ ? 0 : kMax;
    if (const auto rest = read({{kMin, low}, {kMax, high}}, Direction::kUp)) {
      if (const auto gap = read(*rest, Direction::kDown)) unread_.push(*gap);
    }
    for (int probes = 0; !unread_.empty() && probes < kMostProbes; ++probes) probe();
    for (; !unread_.empty(); unread_.pop()) lost_.push_back(unread_.top());
    return merged();
  }

 private:
  // What may hold most is looked into first.
  struct IsNarrower {
    bool operator()(const LostRows& one, const LostRows& other) const {
      const auto width = [](const LostRows& rows) {
        return std::pair(distance(rows.low.first, rows.high.first),
                         distance(rows.low.second, rows.high.second));
      };
      return width(one) < width(other);
    }
  };

  [[nodiscard]] RowKey key_of(const Statement& row) const {
    return {row.int64(key_places_[0]), is_single_ ? 0 : row.int64(key_places_[1])};
  }

  [[nodiscard]] RowKey next(const RowKey& key) const {
    if (is_single_) return {key.first + 1, 0};
    return key.second == kMax ? RowKey{key.first + 1, kMin} : RowKey{key.first, key.second + 1};
  }
  [[nodiscard]] RowKey previous(const RowKey& key) const {
    if (is_single_) return {key.first - 1, 0};
    return key.second == kMin ? RowKey{key.first - 1, kMax} : RowKey{key.first, key.second - 1};
  }

  [[nodiscard]] Statement select(std::string_view direction) const {
    const std::string key = is_single_ ? table_.key[0] : fmt::format("({})", fmt::join(table_.key, ", "));
    const std::string where = is_single_ ? fmt::format("{0} >= ?1 AND {0} <= ?3", key)
                                         : fmt::format("{0} >= (?1, ?2) AND {0} <= (?3, ?4)", key);
    const std::string order =
        fmt::format("{}{}", fmt::join(table_.key, fmt::format("{}, ", direction)), direction);
    return database_.prepare(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}",
                                         fmt::join(table_.columns, ", "), table_.name, where, order));
  }

  // Returns whether the table can be asked at all. Once for all probes: of a damaged schema SQLite reads all that it
  // can, each time.
  bool prepare() {
    try {
      upwards_ = select("");
      downwards_ = select(" DESC");
      return true;
    } catch (const SqliteError& error) {
      if (!is_of_the_file(error)) throw;
      return false;
    }
  }

  enum class Direction { kUp, kDown };

  // Reads the rows from one end on. Returns what is left of them where something stopped the reading. What comes out
  // of its order belongs to a page that is none of the table's.
  std::optional<LostRows> read(LostRows rows, Direction direction) {
    const bool is_up = direction == Direction::kUp;
    Statement& row = is_up ? *upwards_ : *downwards_;
    row.reset();
    row.bind(1, rows.low.first).bind(3, rows.high.first);
    if (!is_single_) row.bind(2, rows.low.second).bind(4, rows.high.second);
    try {
      while (row.step()) {
        const RowKey key = key_of(row);
        if (key < rows.low || key > rows.high) return rows;
        visit_(row);
        if (table_.repeats_keys) {
          (is_up ? rows.low : rows.high) = key;
          continue;
        }
        if (key == (is_up ? rows.high : rows.low)) return std::nullopt;
        (is_up ? rows.low : rows.high) = is_up ? next(key) : previous(key);
      }
      return std::nullopt;
    } catch (const SqliteError& error) {
      if (!is_of_the_file(error)) throw;
      return rows;
    }
  }

  // Returns the last key of the lower half, or nullopt where there is but one key to look for.
  [[nodiscard]] std::optional<RowKey> split(const LostRows& rows) const {
    const std::int64_t low = std::max(rows.low.first, table_.lowest.first);
    const std::int64_t high = std::min(rows.high.first, table_.highest.first);
    if (low < high) return RowKey{middle(low, high), is_single_ ? 0 : kMax};
    if (is_single_ || rows.low.first != rows.high.first) return std::nullopt;
    const std::int64_t second_low = std::max(rows.low.second, table_.lowest.second);
    const std::int64_t second_high = std::min(rows.high.second, table_.highest.second);
    if (second_low >= second_high) return std::nullopt;
    return RowKey{rows.low.first, middle(second_low, second_high)};
  }

  // Begins anew in the middle of the widest gap, towards both of its ends.
  void probe() {
    const LostRows gap = unread_.top();
    unread_.pop();
    const auto at = split(gap);
    if (!at) {
      lost_.push_back(gap);
      return;
    }
    if (const auto rest = read({gap.low, *at}, Direction::kDown)) unread_.push(*rest);
    if (const auto rest = read({next(*at), gap.high}, Direction::kUp)) unread_.push(*rest);
  }

  [[nodiscard]] std::vector<LostRows> merged() {
    std::sort(lost_.begin(), lost_.end(),
              [](const LostRows& one, const LostRows& other) { return one.low < other.low; });
    std::vector<LostRows> all;
    for (const LostRows& rows : lost_) {
      if (!all.empty() && rows.low == next(all.back().high)) {
        all.back().high = rows.high;
      } else {
        all.push_back(rows);
      }
    }
    return all;
  }

  const Database& database_;
  const RescuedTable& table_;
  const std::function<void(const Statement&)>& visit_;
  bool is_single_;
  std::vector<int> key_places_;
  std::optional<Statement> upwards_;
  std::optional<Statement> downwards_;
  std::priority_queue<LostRows, std::vector<LostRows>, IsNarrower> unread_;
  std::vector<LostRows> lost_;
};

}  // namespace

std::vector<LostRows> rescue_rows(const Database& database, const RescuedTable& table,
                                  const std::function<void(const Statement&)>& visit) {
  return Rescue(database, table, visit).run();
}

}  // namespace tidemark
