#pragma once

#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// Returns workflow commands by which GitHub Actions annotates a run, one line each, the worst first: an error
// for each process and group that fails by `fail_rule`, a warning for each other one that grows.
//
// There are at most ten, as many as GitHub shows of a step; the tenth then tells how many are missing.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
[[nodiscard]] std::string format_github_annotations(const Report& report, const FailRule& fail_rule);

}  // namespace tidemark
