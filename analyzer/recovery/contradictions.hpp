#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/recovery/table_rescue.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// The recorder_version of a session of which nothing is known but its ticks.
inline constexpr std::string_view kLostSessionVersion = "unknown";

// What was changed to make a recording sound.
struct Repairs {
  std::map<std::string, std::size_t> removed;  // rows, by table
  std::size_t renamed_sessions = 0;            // that have ticks
  std::size_t moved_samples = 0;
  std::size_t unobserved = 0;
};

// Makes the rows of a recording agree: rows that refer to none are removed, a process whose first or last tick is lost
// has the next one, and so have samples of a lost tick. Where samples are lost, their processes are not observed until
// their next row.
//
// lost_samples  keys of tick and process
// Throws        SqliteError
[[nodiscard]] Repairs remove_contradictions(const Database& database,
                                            const std::vector<LostRows>& lost_samples);

}  // namespace tidemark
