#include "common/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tidemark {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// Returns the length of the valid UTF-8 sequence at the front of `bytes`, its code point in `code_point`; 0
// if there is none (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF).
std::size_t decode_front(std::string_view bytes, std::uint32_t& code_point) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  if (lead < 0x80U) {
    code_point = lead;
    return 1;
  }
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || bytes.size() < length) return 0;
  code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(bytes[i])) return 0;
    code_point = (code_point << 6U) | (static_cast<unsigned char>(bytes[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && code_point < 0x800U) || (length == 4 && code_point < 0x10000U);
  const bool surrogate = code_point >= 0xD800U && code_point <= 0xDFFFU;
  return overlong || surrogate || code_point > 0x10FFFFU ? 0 : length;
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// What is not seen, or makes other text be seen elsewhere than it stands: controls, separators of lines, and of
// Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) all but variation selectors, which only choose how
// the character before them looks.
constexpr std::array kHarmful{
    Range{0x00, 0x1F},       Range{0x7F, 0x9F},       Range{0xAD, 0xAD},      Range{0x34F, 0x34F},
    Range{0x61C, 0x61C},     Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},  Range{0x180E, 0x180E},
    Range{0x200B, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},  Range{0x3164, 0x3164},
    Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},  Range{0x1BCA0, 0x1BCA3},
    Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE00FF}, Range{0xE01F0, 0xE0FFF}};

bool is_harmless(std::uint32_t code_point) {
  return std::none_of(kHarmful.begin(), kHarmful.end(), [&](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

std::string hex_escape(char byte) { return fmt::format("\\x{:02X}", static_cast<unsigned char>(byte)); }

// The characters that .NET's TrimStart takes off a line before GitHub's runner looks for a command.
bool is_blank(std::uint32_t code_point) {
  const bool is_ascii = code_point == 0x20U || (code_point >= 0x09U && code_point <= 0x0DU);
  const bool is_separator = code_point == 0x85U || code_point == 0xA0U || code_point == 0x1680U ||
                            (code_point >= 0x2000U && code_point <= 0x200AU) || code_point == 0x2028U ||
                            code_point == 0x2029U || code_point == 0x202FU || code_point == 0x205FU ||
                            code_point == 0x3000U;
  return is_ascii || is_separator;
}

// Returns how many bytes the blanks at the front of `line` take.
std::size_t leading_blanks(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size()) {
    std::uint32_t code_point = 0;
    const std::size_t length = decode_front(line.substr(end), code_point);
    if (length == 0 || !is_blank(code_point)) break;
    end += length;
  }
  return end;
}

// Returns where the first `code_points` code points end.
std::size_t end_of(std::string_view utf8, std::size_t code_points) {
  std::size_t end = 0;
  for (std::size_t passed = 0; passed < code_points; ++passed) {
    ++end;
    while (end < utf8.size() && is_continuation(utf8[end])) ++end;
  }
  return end;
}

// GitHub's old commands ("##[error]"), Azure's ("##vso[...]") and TeamCity's ("##teamcity[...]").
bool begins_bracket_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 2);
  return end != std::string_view::npos && text[end] == '[';
}

std::string disarm_line(std::string_view line) {
  const std::size_t begin = leading_blanks(line);
  std::string disarmed(line.substr(0, begin));
  for (std::size_t i = begin; i < line.size(); ++i) {
    const bool is_command =
        (i == begin && line.substr(i).starts_with("::")) || begins_bracket_command(line.substr(i));
    disarmed += is_command ? hex_escape(line[i]) : std::string(1, line[i]);
  }
  return disarmed;
}

}  // namespace

std::string escape_name(std::string_view bytes) {
  const auto is_plain = [](char byte) { return byte >= ' ' && byte <= '~' && byte != '\\'; };
  if (std::all_of(bytes.begin(), bytes.end(), is_plain)) return std::string(bytes);
  std::string escaped;
  escaped.reserve(bytes.size());
  while (!bytes.empty()) {
    std::uint32_t code_point = 0;
    const std::size_t length = decode_front(bytes, code_point);
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (length == 0 || !is_harmless(code_point)) {
      for (std::size_t i = 0; i < taken; ++i) escaped += hex_escape(bytes[i]);
    } else if (bytes.front() == '\\') {
      escaped += "\\\\";
    } else {
      escaped += bytes.substr(0, taken);
    }
    bytes.remove_prefix(taken);
  }
  return escaped;
}

std::string printable(std::string_view text) {
  // Piece by piece, for escape_name would double the backslashes of the escapes that are there.
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    if (begin > 0) result += '\\';
    result += escape_name(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

std::string disarm_ci_commands(std::string_view lines) {
  std::string disarmed;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find_first_of("\r\n"), lines.size());
    disarmed += disarm_line(lines.substr(0, end));
    disarmed += lines.substr(end, 1);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return disarmed;
}

std::string to_ascii(std::string_view utf8) {
  std::string ascii;
  for (const char byte : utf8) {
    const bool is_ascii = static_cast<unsigned char>(byte) < 0x80U;
    ascii += is_ascii ? std::string(1, byte) : hex_escape(byte);
  }
  return ascii;
}

std::size_t display_width(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char byte) { return !is_continuation(byte); }));
}

std::string shorten(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width == 0) return {};
  return std::string(utf8.substr(0, end_of(utf8, width - 1))) + "…";
}

std::string shorten_middle(std::string_view utf8, std::size_t width) {
  const std::size_t whole = display_width(utf8);
  if (whole <= width) return std::string(utf8);
  if (width == 0) return {};
  const std::size_t back = (width - 1) / 2;
  const std::size_t front_end = end_of(utf8, width - 1 - back), back_begin = end_of(utf8, whole - back);
  return std::string(utf8.substr(0, front_end)) + "…" + std::string(utf8.substr(back_begin));
}

}  // namespace tidemark
