#pragma once

#include <vector>

#include "analyzer/baseline/compare.hpp"

namespace tidemark {

// Compares the groups of a run with those of earlier runs. A run in which a group was not told showed that it did
// not grow; a run that was not looked through for groups shows nothing.
//
// base     without the run that is compared
// Returns  the groups that were told on one side at least and whose change is worth a line, the most important
//          change first
[[nodiscard]] std::vector<GroupComparison> compare_groups(const Baseline& base, const BaselineRun& now,
                                                          const BaselineSettings& settings = {});

}  // namespace tidemark
