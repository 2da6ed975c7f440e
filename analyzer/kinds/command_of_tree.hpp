#pragma once

#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Finds the command that a recording of one process tree was made of: the first child of what recorded it, in
// its last exec generation; through wrappers, which have a single child for most of their time, that child.
//
// Returns  one flag for each process row; none where a session recorded more than the tree below what recorded
//          it: that of a process that was there before, say
// Cost     O(processes x depth of the wrappers)
[[nodiscard]] std::vector<bool> find_commands(const Recording& recording);

}  // namespace tidemark
