#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads what `pidstat -r` prints, with -h or without, with -H or with times of day, together with other options too. The
// date and the host are of its first line. Throws as every reader.
void read_pidstat(ImportInput& input);

}  // namespace tidemark
