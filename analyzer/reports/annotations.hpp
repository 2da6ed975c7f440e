#pragma once

#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// Returns workflow commands that have GitHub Actions annotate a run: an error for each process that fails by
// `fail_rule`, a warning for each other that grows, the worst first; one line each.
//
// At most ten, all that GitHub shows of a step; the tenth then says how many are missing.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
[[nodiscard]] std::string format_github_annotations(const Report& report, const FailRule& fail_rule);

}  // namespace tidemark
