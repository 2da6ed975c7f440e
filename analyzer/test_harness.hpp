#pragma once

#include <vector>

#include "analyzer/process_life.hpp"
#include "analyzer/report.hpp"

namespace tidemark {

// Which processes of a recording are its test harness: those that sent marks, and what they were started by.
//
// Returns  one flag for each process row. A sender that was not seen, or whose parent was not, ends its
//          chain.
// Cost     O(marks x depth of the process tree x log processes)
[[nodiscard]] std::vector<bool> find_harness(const Recording& recording);

// Makes the harness's verdict suspect at most, and says why: a harness that gathers results grows by its
// nature.
void hold_to_suspect(ProcessReport& harness);

}  // namespace tidemark
