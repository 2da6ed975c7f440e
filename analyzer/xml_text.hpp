#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// Returns `text` for the content of an XML 1.0 element or the value of an attribute in quotation marks, in
// which it can neither begin a tag nor end anything. Line feeds stay; other control characters, bytes that
// are not UTF-8 and the code points that XML does not have become \xNN, as printable() does.
[[nodiscard]] std::string escape_xml(std::string_view text);

}  // namespace tidemark
