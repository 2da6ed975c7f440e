#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/recovery/table_rescue.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// What became of a table.
struct RecoveredTable {
  std::string name;
  std::size_t rows = 0;     // in the new recording, those that were added apart
  std::size_t unsound = 0;  // rows with values that none can be, which are unknown now
  std::size_t refused = 0;  // read, but no recording can hold them, or they contradict others
  std::vector<LostRows> lost{};
  bool is_tick_keyed = false;  // what is lost is told by ticks, and otherwise by ids
};

struct Recovery {
  std::vector<RecoveredTable> tables;
  bool log_unusable = false;         // there is a write-ahead log, which could not be read
  std::size_t renamed_sessions = 0;  // whose rows are lost: all that is known of them is their ticks
  std::size_t moved_samples = 0;     // to the next tick, since their own is lost
  std::size_t unobserved = 0;  // rows that say where a process is no longer known, since its rows are lost

  [[nodiscard]] bool is_complete() const;
};

// Reads what can be read of the recording at `path` into an empty one.
//
// target  as open_for_writing makes it; written in one transaction
// Throws  FileError where nothing can be recovered: no session, or no tick
[[nodiscard]] Recovery recover_recording(const std::string& path, const Database& target);

}  // namespace tidemark
