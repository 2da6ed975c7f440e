#include "analyzer/reports/html/html_text.hpp"

#include <algorithm>

#include "analyzer/text/plain_amounts.hpp"
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
  if (finding.metric != Metric::kCount) return plain_rate(finding.slope_bytes_per_second);
  constexpr double kHour = 3600.0;
  return format_amount(finding.metric, finding.slope_bytes_per_second * kHour) + " an hour";
}

}  // namespace tidemark
