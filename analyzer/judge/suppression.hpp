#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"

namespace tidemark {

// Marks the findings of suspect and worse that a rule accepts, and judges their processes by what is left;
// such findings stay where they are, behind the others. The first rule of the list that accepts a finding
// counts. What the lives of a program say together is accepted where all that grows in its newest life is.
//
// now      rules that expire before it do not apply: the end of what was recorded, so that an archived
//          recording is judged the same at any time; absent where nothing was
// Returns  a note for each rule that has expired, matches no process, or suppresses nothing
[[nodiscard]] std::vector<std::string> suppress_known_growth(std::vector<ProcessReport>& processes,
                                                             std::span<const SuppressionRule> rules,
                                                             const std::optional<WallTime>& now);

}  // namespace tidemark
