#pragma once

#include <string>

#include "analyzer/baseline/compare.hpp"

namespace tidemark {

// Returns a comparison for people, in lines of at most 100 columns: programs that are worse first, then a
// count of the rest.
[[nodiscard]] std::string format_comparison_text(const Comparison& comparison);

// Returns a comparison as JSON, format "tidemark-comparison" version 1, with a newline at its end: every
// program with every metric, memory in bytes.
[[nodiscard]] std::string format_comparison_json(const Comparison& comparison);

}  // namespace tidemark
