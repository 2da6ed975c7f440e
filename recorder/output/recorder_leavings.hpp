#pragma once

#include <string>

namespace tidemark {

// Removes what recorders left that were killed while they wrote to `output` or its parts, or made them: the files of the
// parts' locks, and the directories in which files are made. What belongs to a recording (a -wal) stays, and so does what
// another recorder uses.
//
// Throws FileError as find_output, and where the directory cannot be listed
void remove_recorder_leavings(const std::string& output);

}  // namespace tidemark
