#pragma once

#include <vector>

#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Finds the test runners of a recording: the processes that sent marks, and what they were started by.
//
// Returns  one flag for each process row. A sender that was not seen, or whose parent was not, ends its
//          chain.
// Cost     O(marks x depth of the process tree x log processes)
[[nodiscard]] std::vector<bool> find_test_runners(const Recording& recording);

}  // namespace tidemark
