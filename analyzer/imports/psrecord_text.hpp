#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads the log of psrecord: resident and virtual memory of one process over elapsed seconds. Throws as every reader.
void read_psrecord(ImportInput& input);

}  // namespace tidemark
