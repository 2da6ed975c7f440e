#pragma once

#include <string>
#include <vector>

#include "common/sqlite.hpp"

namespace tidemark {

// Returns the names of the tables that the format has in that version, those that others refer to first.
[[nodiscard]] std::vector<std::string> table_names(int version);

// Returns those columns of a table of the format that the file has, and does not compute; none where the file has no
// ordinary table of that name.
[[nodiscard]] std::vector<std::string> shared_columns(const Database& database, const std::string& table);

// Checks that each table that the format names is an ordinary one, and no view or virtual table of its name, and
// that no column that the format names is computed. Other tables, views and columns are somebody's own: nothing is
// known of them, and nothing reads them.
//
// version  the file's user_version, of the present major one
// Throws   DamagedRecording, naming what is wrong; SqliteError
void check_tables(const Database& database, int version);

// Checks that nothing of a file of an older minor version has a name that the present one gives to a table, and
// that no trigger stands on a table that is written.
//
// Throws  FileError, SqliteError
void check_writable(const Database& database, int version);

}  // namespace tidemark
