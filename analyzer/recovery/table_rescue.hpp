#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/sqlite.hpp"

namespace tidemark {

// The key of a row: its id and 0, or its tick and what it tells of.
using RowKey = std::pair<std::int64_t, std::int64_t>;

inline constexpr RowKey kLowestKey{std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::min()};
inline constexpr RowKey kHighestKey{std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::max()};

// Keys from `low` to `high` whose rows cannot be read; there may have been none.
struct LostRows {
  RowKey low;
  RowKey high;
};

struct RescuedTable {
  std::string name;
  std::vector<std::string> key;      // one column or two
  std::vector<std::string> columns;  // with those of the key
  // Where keys are looked for in what cannot be read from its ends; the second for keys of two columns.
  RowKey lowest;
  RowKey highest;
  bool repeats_keys = false;  // several rows may have one key
};

// Reads every row of a table that SQLite can get at: from both ends of its key, and where pages between cannot be
// read, from keys between them.
//
// visit    is called with each row once, or where a table repeats keys perhaps twice, its columns in the order of
//          table.columns; keys come in any order
// Returns  what cannot be read, rising
// Throws   SqliteError for a failure that is not the file's
// Cost     one pass over what can be read; at most 2 * kMostProbes seeks
[[nodiscard]] std::vector<LostRows> rescue_rows(const Database& database, const RescuedTable& table,
                                                const std::function<void(const Statement&)>& visit);

inline constexpr int kMostProbes = 20'000;

}  // namespace tidemark
