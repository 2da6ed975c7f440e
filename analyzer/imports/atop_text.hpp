#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads what `atop -r FILE -P PRM` prints; lines of other labels are passed over, and so are threads. Throws as every reader.
void read_atop(ImportInput& input);

}  // namespace tidemark
