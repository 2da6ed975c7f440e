#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/growth/settings.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {

// Finds whether the memory of one process grows and goes on growing, by what it held and never gave back.
//
// searches  of how many looks at the same memory this is one, each of which may find growth by chance
// Returns   always a finding; rule kEnoughSamples where there are fewer than settings.fewest_samples
// Cost      O(n), a few passes and selections within cells; one pass without allocation for a series that holds
//           still, none where its range is known
[[nodiscard]] GrowthFinding find_growth(const SeriesView& samples, const GrowthSettings& settings = {},
                                        double searches = 1.0);

// Returns what find_growth returns for a series that holds still, by its range alone; nothing where the series moves
// or has too few samples.
//
// range  of all samples, none of them unknown
[[nodiscard]] std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes,
                                                          ValueRange range, const GrowthSettings& settings);

}  // namespace tidemark
