#pragma once

#include "analyzer/commands/command_line.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// Returns the options of `analyze`.
[[nodiscard]] CommandOptions analyze_options();

// Returns the analysis that the settings ask for. Throws UserError naming the setting whose value does not
// do.
[[nodiscard]] AnalysisSettings to_analysis_settings(const Settings& settings);

// Whether annotations for GitHub Actions are asked for. Throws UserError.
[[nodiscard]] bool wants_github_annotations(const Settings& settings);

// Returns what makes the run fail. Throws UserError.
[[nodiscard]] FailRule to_fail_rule(const Settings& settings);

}  // namespace tidemark
