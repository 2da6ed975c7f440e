#pragma once

#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/reports/json/json_values.hpp"

namespace tidemark {

// Returns every setting that a verdict depends on, each number by the name that it has in the code.
[[nodiscard]] Json to_json(const AnalysisSettings& settings);

// Fills in those that reports tell of in words: the level of a trend, what is judged at all, and what is chosen. Throws as the
// values.
void read_settings(const Json& json, AnalysisSettings& settings);

}  // namespace tidemark
