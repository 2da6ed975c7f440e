#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// The next step for a process that leaks: the tool that finds the leaking line, by the process's runtime.
struct NextStep {
  std::string tool;
  std::string advice;  // what the tool shows, and what it costs, a clause or two
  std::vector<std::string>
      commands;  // for a shell, with the process's PID or its command line; for a process
                 // that has exited, with the PID of the program started again
};

// Returns the next step for an alert, nothing for a process that neither leaks nor is critical. Growth of the
// stacks of threads or of mappings has tools of its own.
[[nodiscard]] std::optional<NextStep> next_step(const ProcessReport& process);

}  // namespace tidemark
