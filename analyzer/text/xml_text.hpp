#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// Returns `text` for the content of an XML 1.0 element or the value of an attribute in quotation marks, in
// which it can neither begin a tag nor end anything. Line feeds stay; other control characters, bytes that
// are not UTF-8 and the code points that XML does not have become \xNN, as printable() does.
[[nodiscard]] std::string escape_xml(std::string_view text);

// Returns the same of both ends of `text`, as much as fits into `most_bytes`, with "…" for what is missing in
// the middle.
//
// most_bytes  at least 3
[[nodiscard]] std::string escape_xml_within(std::string_view text, std::size_t most_bytes);

}  // namespace tidemark
