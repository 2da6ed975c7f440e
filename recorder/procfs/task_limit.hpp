#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "recorder/procfs/proc_files.hpp"

namespace tidemark {

// Returns how many processes and threads there may be at once: the least of the kernel's pid_max and threads-max and
// of the pids.max of a control group and those above it, of version 1 or 2. Absent where none of these can be read.
//
// group_root  where the hierarchies are mounted, to ask for the limits of the group that this process is in, and so
//             what it starts; absent where others than these are meant
[[nodiscard]] std::optional<std::int64_t> read_task_limit(const ProcFiles& files,
                                                          const std::optional<std::string>& group_root);

}  // namespace tidemark
