#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// What to do about a process that leaks: the tool that finds the line, for what the process runs in.
struct NextStep {
  std::string tool;
  std::string advice;                 // what it shows, and what it takes, a clause or two
  std::vector<std::string> commands;  // for a shell, with the process's PID or its command line; of a process
                                      // whose exit was recorded with that of the program started again
};

// Returns the next step for an alert, nothing for a process that neither leaks nor is critical. What grows
// besides heaps, stacks of threads or mappings, has tools of its own.
[[nodiscard]] std::optional<NextStep> next_step(const ProcessReport& process);

}  // namespace tidemark
