#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/imports/import_store.hpp"
#include "analyzer/running/progress.hpp"
#include "common/output_file.hpp"
#include "common/units.hpp"

namespace tidemark {

enum class IfExists { kRefuse, kReplace };

struct ImportTarget {
  std::string path;
  std::string origin;                 // session.origin: the layout that was imported
  std::optional<Bytes> memory_total;  // of the machine that was recorded
  IfExists if_exists = IfExists::kRefuse;
};

// Returns where the recording is to be made. Throws FileError where none may be at the target's path: one is there already, or
// is in use, or what is there can only be written in place.
OutputPlace check_target(const ImportTarget& target);

// Makes a recording with a session for each one that has samples, and in it one tick for each distinct time. The
// recording appears when it is complete. Where something is thrown, what was at the path is still there, and nothing is
// left beside it.
//
// progress  told how far it is; null for nobody
// Returns   of each session of the store, how many samples later ones of the same process and time replaced
// Throws    FileError
// Cost      sorts what did not come in the order of time: O(n log n), on disk; memory for one tick
std::vector<std::size_t> write_import(const ImportStore& store, const ImportTarget& target,
                                      Progress* progress = nullptr);

}  // namespace tidemark
