#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// Where the memory of findings was first touched, or last written and then left alone, in words that all reports for people share.
// Neither is "leaked": no word here says so.

// Returns "first touched in" or "kept memory last written in", which a line of touch_lines() follows.
[[nodiscard]] std::string_view touched_in_words(const Finding& finding);

// Returns the finding that tells it; null where none does. The first that does has the worst verdict.
[[nodiscard]] const Finding* finding_with_touches(std::span<const Finding> findings);

// Returns the place's innermost functions with the line, where it is known, of the first: "cache_put (cache.cpp:41)
// <- handle <- main", each but once where it calls itself; of code without a line what addr2line takes,
// "cache_put (server+0x1a2b)". Printable.
[[nodiscard]] std::string place_text(const TouchedPlace& place);

// Returns a line for each of the heaviest places, at most `most`: "cache_put (cache.cpp:41) <- handle <- main: 121 of
// 136 MiB, by 480 samples; 3 % before". None where the finding does not tell.
[[nodiscard]] std::vector<std::string> touch_lines(const Finding& finding, std::size_t most);

// Returns what somebody who asks for every figure is told besides: too few samples, lost ones; "" where there is nothing.
[[nodiscard]] std::string touch_figures(const Finding& finding);

}  // namespace tidemark
