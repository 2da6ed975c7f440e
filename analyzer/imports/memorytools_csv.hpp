#pragma once

#include <string_view>

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// What the first line of such a file is.
inline constexpr std::string_view kMemorytoolsHeader = "Process ID,Process Name,Time,Memory Usage";

// Reads the CSV that the public reference tool writes: the header, then samples of VmSize in bytes. One PID with one name
// is a process. Times have no zone. A line that goes back in time within a process is bad.
//
// Throws  as every reader: UserError "PATH:LINE: ..." for a line, FileError for the whole
void read_memorytools_csv(ImportInput& input);

}  // namespace tidemark
