#pragma once

#include <string>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// Returns the stacks in which a finding's memory was first touched as a picture that unfolds: a box a function, the
// callers above, as wide as its part, with its figures where a pointer rests on it. It is coloured by names or by what has changed
// since the time before the window, as somebody chooses, without scripts too. Empty where there are none.
//
// id  differs for each on a page
[[nodiscard]] std::string flame_section(const Finding& finding, const std::string& id);

}  // namespace tidemark
