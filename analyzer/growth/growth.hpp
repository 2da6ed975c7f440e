#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/growth/settings.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {

// Says whether the memory of one process grows and goes on growing, judged by the floor it falls back to.
//
// Returns  always a finding; rule kTooFewSamples where there are fewer than settings.fewest_samples
// Cost     O(n), one pass and a selection within blocks; one pass without allocation for a series that holds
//          still, none where its range is known
[[nodiscard]] GrowthFinding find_growth(const SeriesView& samples, const GrowthSettings& settings = {});

// Returns what find_growth says of a series that holds still, by its range alone; nothing where it does not.
//
// range  of all samples, none of them unknown
[[nodiscard]] std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes,
                                                          ValueRange range, const GrowthSettings& settings);

}  // namespace tidemark
