#pragma once

#include <cstddef>
#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

struct TextStyle {
  bool is_coloured = false;
  bool is_verbose = false;  // with the figures that the verdicts rest on
  std::size_t width = kTextWidth;
};

// Returns the report for people: the verdict, then a sentence for each process that grows, the worst first, with what is
// known and what to do next, then a summary of the rest. Lines keep within the width but for commands to paste. No line
// is a command to a CI service; the escapes for that may make a line longer.
[[nodiscard]] std::string format_text(const Report& report, const TextStyle& style);

}  // namespace tidemark
