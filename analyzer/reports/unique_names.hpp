#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns a name for each process of the report, in its order, no two alike and none with a PID, so that the
// next run has the same ones: the program, "#2" and so on behind it for those of its processes that began
// later; by their PIDs where they were first seen together.
[[nodiscard]] std::vector<std::string> unique_names(const Report& report);

}  // namespace tidemark
