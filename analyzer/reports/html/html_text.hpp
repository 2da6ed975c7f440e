#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// Fits a phone's width, and a time as RFC 3339 has it.
inline constexpr std::size_t kLongestWord = 28;

// Returns `text` for the content of an element, as escape_xml_within() does, with a place to break wherever a
// long word has none: a page without styles is then no wider than a phone.
//
// most_bytes    of what is returned, at least 20
// longest_word  in characters; shorter in a cell of a table
[[nodiscard]] std::string html_within(std::string_view text, std::size_t most_bytes,
                                      std::size_t longest_word = kLongestWord);

// Returns how fast a finding's metric grows, as plain_rate() does: "1 MiB a minute".
[[nodiscard]] std::string rate_text(const Finding& finding);

}  // namespace tidemark
