#include "analyzer/text/xml_text.hpp"

#include <algorithm>
#include <array>

#include "analyzer/text/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

struct Replacement {
  std::string_view from;
  std::string_view to;
};

// Two number signs may begin a command to a CI service's runner. The last two, U+FFFE and U+FFFF, are well-formed UTF-8, but no characters of XML
// (https://www.w3.org/TR/xml/#charsets).
constexpr std::array kReplacements{
    Replacement{"&", "&amp;"},
    Replacement{"<", "&lt;"},
    Replacement{">", "&gt;"},
    Replacement{"\"", "&quot;"},
    Replacement{"'", "&apos;"},
    Replacement{"##", "&#35;&#35;"},
    Replacement{"\xEF\xBF\xBE", R"(\xEF\xBF\xBE)"},
    Replacement{"\xEF\xBF\xBF", R"(\xEF\xBF\xBF)"},
};

void append_line(std::string_view line, std::string& escaped) {
  const std::string safe = printable(line);
  for (std::string_view rest = safe; !rest.empty();) {
    const auto replacement =
        std::find_if(kReplacements.begin(), kReplacements.end(),
                     [&](const Replacement& candidate) { return rest.starts_with(candidate.from); });
    const bool is_replaced = replacement != kReplacements.end();
    escaped += is_replaced ? replacement->to : rest.substr(0, 1);
    rest.remove_prefix(is_replaced ? replacement->from.size() : 1);
  }
}

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) escaped += '\n';
    append_line(text.substr(begin, end - begin), escaped);
    begin = end + 1;
  }
  return escaped;
}

std::string escape_xml_within(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) {
    std::string escaped = escape_xml(text);
    if (escaped.size() <= most_bytes) return escaped;
  }
  const std::string safe = printable(text);
  std::size_t width = std::min(display_width(safe), most_bytes);
  while (true) {
    std::string escaped = escape_xml(shorten_middle(safe, width));
    if (escaped.size() <= most_bytes) return escaped;
    width -= std::max<std::size_t>(1, width / 8);
  }
}

}  // namespace tidemark
