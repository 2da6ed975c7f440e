#pragma once

#include <string>

#include "schema/rows.hpp"

namespace tidemark {

// Returns whether there is no file at `path`, or an empty one, so that a recording can be made there. Throws FileError
// where there is something else than a file.
[[nodiscard]] bool is_place_for_new(const std::string& path);

// Makes a recording at `path`, where there is no file or an empty one. It appears there whole, with the row of its first
// session, whose id is 1, where one is given: a recorder that is killed or finds the disk full leaves nothing under that
// name. What lies beside the name belongs to no recording any more (a -wal for one), and is removed.
//
// Throws  FileError; SqliteError
void make_recording(const std::string& path, const SessionRow* session = nullptr);

}  // namespace tidemark
