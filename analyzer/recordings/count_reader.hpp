#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/sqlite.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// How much a process held of what is no memory, from a tick on.
struct CountRow {
  std::uint32_t tick;  // index
  ProcessCounts counts;
};

// By the ids of process rows, in the order of ticks.
using CountRows = std::map<std::int64_t, std::vector<CountRow>>;

// Reads what the processes of a recording held of threads, descriptors and zombies, which format 1.1 has.
//
// tick_ids, process_ids  of the file's rows, rising
// Throws                 FileError where a row contradicts the recording, SqliteError
// Cost                   one pass over the rows, which are kept: some 60 bytes each
[[nodiscard]] CountRows read_counts(const std::string& path, const Database& database,
                                    std::span<const std::int64_t> tick_ids,
                                    std::span<const std::int64_t> process_ids);

}  // namespace tidemark
