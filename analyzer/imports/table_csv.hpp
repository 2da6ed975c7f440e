#pragma once

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// Reads any table with a line of headings, a column of times and columns of memory, parted by commas, semicolons, tabs or
// bars. What a column holds is told by settings.columns or by its heading; a unit by either, or by each value. Rows may
// stand in any order, and values may be missing. Without a column of PIDs or names each column of memory is a process.
//
// Throws  as every reader; FileError where no time or no memory is among the columns
void read_table(ImportInput& input);

}  // namespace tidemark
