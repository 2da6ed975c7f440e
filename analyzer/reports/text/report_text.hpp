#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

enum class Colours { kYes, kNo };

// Returns the report for people, in lines of at most 100 columns but for commands to paste: alerts first, one
// line a finding, then what is suspect, then a summary of the rest. No line is a command to a CI service; the
// escapes for that may make a line longer.
[[nodiscard]] std::string format_text(const Report& report, Colours colours);

}  // namespace tidemark
