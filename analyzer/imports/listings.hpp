#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// These read listings, one after another, each with its headings. Throw as every reader.

// Of ps, with any options by which PID, RSS or VSZ, and at the end the command are among the columns. Before a listing
// stands its time, see time_of_line(); otherwise settings.interval parts them.
void read_ps(ImportInput& input);
// Of `top -b`: its first lines have the time of day.
void read_top(ImportInput& input);
// Of `docker stats`, as a table with any columns or as JSON, once or as a stream, with times as those of ps.
void read_docker_stats(ImportInput& input);

}  // namespace tidemark
