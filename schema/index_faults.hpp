#pragma once

#include "common/sqlite.hpp"

namespace tidemark {

// A recording's -shm, the index of its write-ahead log, is memory shared with readers and backed by the disk.
// Where the disk takes no change of it (btrfs with its quota or its space used up) the kernel answers the
// change with SIGBUS, which would end the recorder.

// From now on such a page is replaced by a copy that only this process sees, and index_is_lost() turns true.
// A SIGBUS for any other reason ends the process as before.
void survive_index_faults();

// Returns whether this process has written to such a page since forget_lost_index(). It then must not write
// through that connection any more, but abandon() it.
[[nodiscard]] bool index_is_lost();
void forget_lost_index();

// Makes commits fail and leaves checkpoints out while the index is lost, since other processes would not see
// them. It replaces SQLite's automatic checkpoints.
void guard_against_lost_index(const Database& database);

}  // namespace tidemark
