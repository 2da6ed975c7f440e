#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads the answer of Prometheus to query_range: series of virtual and resident memory, of processes, containers and
// process-exporter's groups; others by settings.columns, whose columns are names of metrics ("" those of a series
// without one). Each instance is a host. What is wrong is told of the file, since JSON of a program has no lines.
//
// Throws  FileError, or BadLine's UserError for a value, with the number of its series as its line
void read_prometheus(ImportInput& input);

}  // namespace tidemark
