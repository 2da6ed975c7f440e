#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tidemark {

// Returns what stands before the content of <body>: the head of a page with its style.
//
// title  not escaped
[[nodiscard]] std::string page_begin(std::string_view title);

// Returns what stands behind it.
//
// scripts  elements that the page ends with
[[nodiscard]] std::string page_end(std::string_view scripts);

// Returns a page's scripts as elements, behind what they share and uPlot.
[[nodiscard]] std::string page_scripts(std::initializer_list<std::string_view> scripts);

// Returns `lines`, each a list item, folded below their summary; nothing where there are none.
//
// summary  HTML, as `items`
[[nodiscard]] std::string folded_list(std::string_view id, std::string_view summary, std::string_view items);

}  // namespace tidemark
