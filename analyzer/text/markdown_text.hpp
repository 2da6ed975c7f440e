#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// Returns `text` for use within a line of GitHub-flavoured Markdown, its tables and its HTML: it is shown as
// it is, and can form neither markup nor links nor mentions of people. What is not printable is escaped, as
// printable() does; so it is one line.
[[nodiscard]] std::string escape_markdown(std::string_view text);

// The same in a fixed-width face, in which GitHub and GitLab look for no references either.
[[nodiscard]] std::string markdown_code(std::string_view text);

}  // namespace tidemark
