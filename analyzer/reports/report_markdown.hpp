#pragma once

#include <cstddef>
#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// GitHub refuses a step summary of more than 1 MiB, GitLab a comment of more than a million characters.
inline constexpr std::size_t kMostMarkdownBytes = 1'000'000;

// Returns the report as GitHub-flavoured Markdown, for a step summary or a merge request: the verdict, a
// table of the processes that grow, then all facts about each of them, folded. Where that would take more
// than `most_bytes`, the mildest are left out, and a notice tells how many.
//
// most_bytes  at least 4096
[[nodiscard]] std::string format_markdown(const Report& report, std::size_t most_bytes = kMostMarkdownBytes);

}  // namespace tidemark
