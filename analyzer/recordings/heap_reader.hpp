#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "analyzer/recordings/heap_points.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// Reads the heaps of the Java virtual machines of a recording that may have them (format 1.1).
//
// tick_ids, process_ids  of the file's rows, rising
// Returns                by the ids of process rows
// Throws                 FileError where a row contradicts the recording, SqliteError
// Cost                   one pass over the rows; HeapPoints::kMost points a process
[[nodiscard]] std::map<std::int64_t, HeapPoints> read_heaps(const std::string& path, const Database& database,
                                                            std::span<const std::int64_t> tick_ids,
                                                            std::span<const std::int64_t> process_ids);

}  // namespace tidemark
