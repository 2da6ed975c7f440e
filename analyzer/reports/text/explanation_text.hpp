#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns every rule that was asked of a process, with its figure and its bound, of each metric looked at, for --explain;
// lines of at most kTextWidth columns behind an empty one.
[[nodiscard]] std::string explanation_text(const ProcessReport& process);

}  // namespace tidemark
