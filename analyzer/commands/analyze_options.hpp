#pragma once

#include <optional>
#include <span>
#include <string>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/shards/shard_plan.hpp"

namespace tidemark {

// Returns the options of `analyze`.
[[nodiscard]] CommandOptions analyze_options();

// Adds those of them that say what is judged, and how, for a command that looks at no tests and has its own range of time.
void add_judging(CommandOptions& options);

// Returns the settings of the analysis, from either. Throws UserError naming the setting whose value cannot be used.
[[nodiscard]] AnalysisSettings to_analysis_settings(const Settings& settings);

// Returns what --baseline or --history makes normal; nothing where neither is given. Throws UserError for both together, and
// where one cannot be read.
//
// recordings  to be judged: what the history knows of their sessions makes nothing normal
[[nodiscard]] std::optional<Baseline> to_baseline(const Settings& settings,
                                                  std::span<const std::string> recordings);

// Returns the part that --shard asks for; nothing where it is not given. Throws UserError for what is no part, and for options
// that look at all parts.
[[nodiscard]] std::optional<ShardChoice> to_shard(const Settings& settings);

}  // namespace tidemark
