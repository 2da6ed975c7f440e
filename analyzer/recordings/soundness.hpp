#pragma once

#include "analyzer/running/progress.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {

// Checks the tables of the format, as the connection sees them: SQLite's structures, the kind and the bounds of each
// value, and that rows refer to rows that are there. Whoever reads the samples checks theirs.
//
// progress  told that it goes on; null for nobody
// Throws    DamagedRecording for the first thing found wrong; SqliteError
// Cost      reads the whole file
void check_soundness(const ReadableRecording& recording, Progress* progress);

}  // namespace tidemark
