#pragma once

#include <cstddef>
#include <string>

#include "analyzer/baseline/compare.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

// Returns a comparison for people, in lines of at most `width` columns: programs that are worse first, then a
// count of the rest.
//
// width  at least kNarrowestText
[[nodiscard]] std::string format_comparison_text(const Comparison& comparison,
                                                 std::size_t width = kTextWidth);

// Returns a comparison as JSON, format "tidemark-comparison" version 1, with a newline at its end: every
// program with every metric, memory in bytes.
[[nodiscard]] std::string format_comparison_json(const Comparison& comparison);

// Returns a comparison as a self-contained page, complete without styles: a line for each program and group that
// changed, which unfolds its figures; the most important are shown where there are very many.
[[nodiscard]] std::string format_comparison_html(const Comparison& comparison);

// Returns a comparison as JUnit's XML: a case for each program, test and group, which fails where it is worse and is
// skipped where it was not judged in both.
[[nodiscard]] std::string format_comparison_junit(const Comparison& comparison);

// Returns a comparison as GitHub-flavoured Markdown, for a step summary or a merge request; of more than `most_bytes` the
// least important are left out, and a notice tells so.
//
// most_bytes  at least 4096
[[nodiscard]] std::string format_comparison_markdown(const Comparison& comparison,
                                                     std::size_t most_bytes = 1'000'000);

}  // namespace tidemark
