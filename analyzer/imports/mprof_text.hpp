#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads the .dat of memory_profiler's `mprof run`: resident memory of the command, with -C of its children too, with -M of each
// child. What it tells of functions becomes marks. Throws as every reader.
void read_mprof(ImportInput& input);

}  // namespace tidemark
