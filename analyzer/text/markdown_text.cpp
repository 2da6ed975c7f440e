#include "analyzer/text/markdown_text.hpp"

#include <fmt/core.h>

#include "analyzer/text/printable.hpp"

namespace tidemark {
namespace {

bool is_letter_or_digit(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9');
}

// Whether the character between two others may begin or end markup or a link, anywhere but at the beginning
// of a line.
bool is_special(char before, char character, char after) {
  switch (character) {
    case '_':
      return !is_letter_or_digit(before) || !is_letter_or_digit(after);
    case ':':
      return after == '/';
    case '.':
      return before == 'w' || before == 'W';
    default:
      return std::string_view("\\`*{}[]<>#!|~$&").find(character) != std::string_view::npos;
  }
}

// Returns printable text with numeric character references, which stand for themselves, in place of what is
// special (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
std::string escape(const std::string& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char character = text[i];
    if (character == '@') {
      // Mentions and addresses are looked for in what comes out of the references, but not across elements.
      escaped += "<span>@</span>";
    } else if (is_special(i > 0 ? text[i - 1] : ' ', character, i + 1 < text.size() ? text[i + 1] : ' ')) {
      escaped += fmt::format("&#{};", static_cast<int>(character));
    } else {
      escaped += character;
    }
  }
  return escaped;
}

}  // namespace

std::string escape_markdown(std::string_view text) { return escape(printable(text)); }

std::string markdown_code(std::string_view text) { return "<code>" + escape(printable(text)) + "</code>"; }

std::string markdown_folded(std::string_view summary, std::string_view content) {
  // Within HTML, Markdown begins behind an empty line.
  return fmt::format("\n<details><summary>{}</summary>\n\n{}\n</details>\n", summary, content);
}

std::string markdown_bullet(std::string_view label, std::string_view text) {
  return fmt::format("- {}: {}\n", label, text);
}

}  // namespace tidemark
