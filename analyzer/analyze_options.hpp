#pragma once

#include "analyzer/analysis_settings.hpp"
#include "analyzer/command_line.hpp"
#include "analyzer/verdict.hpp"

namespace tidemark {

// Returns the options of `analyze`.
[[nodiscard]] CommandOptions analyze_options();

// Returns the analysis that the settings ask for. Throws UserError naming the setting whose value does not
// do.
[[nodiscard]] AnalysisSettings to_analysis_settings(const Settings& settings);

// Returns the verdict from which on the exit status is 1; absent for never. Throws UserError.
[[nodiscard]] std::optional<Verdict> fail_on_setting(const Settings& settings);

}  // namespace tidemark
