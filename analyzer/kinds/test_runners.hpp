#pragma once

#include <vector>

#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Finds the test runners of a recording: the processes that sent marks, and their ancestors, up to the first
// one that was not seen.
//
// Returns  one flag for each process row
// Cost     O(marks x depth of the process tree x log processes)
[[nodiscard]] std::vector<bool> find_test_runners(const Recording& recording);

}  // namespace tidemark
