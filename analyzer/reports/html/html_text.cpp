#include "analyzer/reports/html/html_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzer/text/xml_text.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kBreak = "<wbr>";

// Returns how many bytes the character at the beginning of escaped text takes.
std::size_t length_of_character(std::string_view escaped) {
  if (escaped.front() == '&') return std::min(escaped.find(';'), escaped.size() - 1) + 1;
  std::size_t bytes = 1;
  while (bytes < escaped.size() && (static_cast<unsigned char>(escaped[bytes]) & 0xC0U) == 0x80U) ++bytes;
  return bytes;
}

}  // namespace

std::string html_within(std::string_view text, std::size_t most_bytes, std::size_t longest_word) {
  const std::string escaped =
      escape_xml_within(text, most_bytes * longest_word / (longest_word + kBreak.size()));
  std::string html;
  std::size_t word = 0;
  for (std::string_view rest = escaped; !rest.empty();) {
    const std::size_t bytes = length_of_character(rest);
    word = rest.front() == ' ' || rest.front() == '\n' ? 0 : word + 1;
    if (word > longest_word) {
      html += kBreak;
      word = 1;
    }
    html += rest.substr(0, bytes);
    rest.remove_prefix(bytes);
  }
  return html;
}

std::string rate_text(const Finding& finding) {
  struct Unit {
    double seconds;
    std::string_view name;
  };
  constexpr std::array kUnits{Unit{86400.0, "d"}, Unit{3600.0, "h"}, Unit{60.0, "min"}, Unit{1.0, "s"}};
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end() - 1, [&](const Unit& candidate) {
    return candidate.seconds <= finding.window.seconds;
  });
  return fmt::format("{}{}/{}", finding.slope_bytes_per_second > 0.0 ? "+" : "",
                     format_amount(finding.metric, finding.slope_bytes_per_second * unit->seconds),
                     unit->name);
}

}  // namespace tidemark
