#pragma once

#include <string>

#include "analyzer/recording.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

enum class ReadSamples { kYes, kNo };

// Reads the recording at `path`, also while a recorder writes to it: everything as it was at one moment.
//
// samples  kNo leaves the rows of the processes empty and is quick
// Returns  sessions, ticks and processes in the order of their ids
// Throws   FileError: as open_for_reading, and where the file is damaged or contradicts itself
// Cost     one pass over the sample rows in tick order; memory in proportion to the rows, 40 bytes each
[[nodiscard]] Recording read_recording(const std::string& path, ReadSamples samples = ReadSamples::kYes);

}  // namespace tidemark
