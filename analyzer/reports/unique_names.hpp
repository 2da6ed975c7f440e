#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns a name for each process of the report, in its order. No two are alike and none holds a PID, so that
// the next run has the same names: the program, and "#2" and so on behind it for processes that began later.
// Processes that were first seen together are numbered by their PIDs.
[[nodiscard]] std::vector<std::string> unique_names(const Report& report);

}  // namespace tidemark
