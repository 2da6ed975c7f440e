#include "analyzer/text/text_lines.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/text/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// Returns the bytes that the first `width` code points of `utf8` take.
std::size_t bytes_of_columns(std::string_view utf8, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t columns = 0; end < utf8.size(); ++end) {
    const bool begins_code_point = (static_cast<unsigned char>(utf8[end]) & 0xC0U) != 0x80U;
    if (begins_code_point && columns++ == width) break;
  }
  return end;
}

// Returns the bytes of `text` that fit into `width` columns, up to a space where there is one.
std::size_t line_length(std::string_view text, std::size_t width) {
  const std::size_t fitting = bytes_of_columns(text, width);
  if (fitting == text.size() || text[fitting] == ' ') return fitting;
  const std::size_t space = text.rfind(' ', fitting);
  return space == std::string_view::npos || space == 0 ? fitting : space;
}

}  // namespace

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count).append(" ").append(count == 1 ? one : many);
}

std::string enumerate(std::span<const std::string_view> words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_last = i + 1 == words.size();
    if (i > 0) text += is_last ? fmt::format(" {} ", last) : ", ";
    text += words[i];
  }
  return text;
}

std::string pad(std::string_view text, std::size_t width) {
  std::string padded = shorten(disarm_ci_commands(printable(text)), width);
  padded.append(width - std::min(width, display_width(padded)), ' ');
  return padded;
}

std::string wrap(std::string_view text, std::string_view first, std::string_view rest, std::size_t width) {
  const std::string shown = printable(text);
  std::string_view left = shown;
  std::string lines;
  std::string_view indent = first;
  do {
    const std::size_t length = line_length(left, width - display_width(indent));
    lines.append(indent).append(left.substr(0, length)).append("\n");
    left.remove_prefix(length);
    left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
    indent = rest;
  } while (!left.empty());
  return lines;
}

}  // namespace tidemark
