#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"

namespace tidemark {

// Suppresses the findings that a rule accepts, where they are suspect or worse, and judges their processes by
// the others. Suppressed findings stay in the process, behind the others. The first rule of the list that
// accepts a finding counts. What the lives of a program show together is suppressed where all growth of its
// newest life is.
//
// now      rules that expire before it do not apply. It is the end of what was recorded, so that an archived
//          recording is judged the same at any time; absent where nothing was recorded
// Returns  what came of each rule for processes
[[nodiscard]] std::vector<RuleUse> suppress_known_growth(std::vector<ProcessReport>& processes,
                                                         std::span<const SuppressionRule> rules,
                                                         const std::optional<WallTime>& now);

// Suppresses what a rule for groups of that kind accepts: the group is clean, and its finding stays in it.
//
// groups   suspect or worse
// now      as above
// Returns  what came of each rule for groups
[[nodiscard]] std::vector<RuleUse> suppress_known_growth(std::vector<GroupReport>& groups,
                                                         std::span<const SuppressionRule> rules,
                                                         const std::optional<WallTime>& now);

}  // namespace tidemark
