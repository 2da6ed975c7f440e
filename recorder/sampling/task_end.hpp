#pragma once

#include "recorder/sampling/bpf/task_record.h"
#include "schema/rows.hpp"

namespace tidemark {

// Returns what a recording has of the end of a process, the CPU time included, which is a lower bound. A stop
// signal counts for the 90 s that systemd, say, has patience after it.
[[nodiscard]] ExitValues exit_of_task_end(const task_end& end);

}  // namespace tidemark
