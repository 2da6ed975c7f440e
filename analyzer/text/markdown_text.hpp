#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark {

// Returns `text` for use within a line of GitHub-flavoured Markdown, its tables and its HTML: it is shown as
// it is, and can form neither markup nor links nor mentions of people. What is not printable is escaped, as
// printable() does; so it is one line.
[[nodiscard]] std::string escape_markdown(std::string_view text);

// The same in a fixed-width face, in which GitHub and GitLab look for no references either.
[[nodiscard]] std::string markdown_code(std::string_view text);

// Returns `content`, which is Markdown, folded below its summary.
[[nodiscard]] std::string markdown_folded(std::string_view summary, std::string_view content);

// Returns "- label: text" as a line of Markdown.
[[nodiscard]] std::string markdown_bullet(std::string_view label, std::string_view text);

// A text of a bounded number of bytes.
class BoundedText {
 public:
  BoundedText(std::string text, std::size_t most_bytes) : text_(std::move(text)), most_bytes_(most_bytes) {}

  // Appends the whole part if it fits with `reserve` bytes left free. Returns whether it did.
  bool append(std::string_view part, std::size_t reserve) {
    const bool fits = text_.size() + part.size() + reserve <= most_bytes_;
    if (fits) text_ += part;
    return fits;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t most_bytes_;
};

}  // namespace tidemark
