#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analyzer/growth_blocks.hpp"
#include "analyzer/growth_finding.hpp"
#include "analyzer/growth_settings.hpp"
#include "analyzer/scan.hpp"

namespace tidemark {

// Says whether the memory of one process grows and goes on growing, judged by the floor it falls back to.
//
// seconds         strictly rising real time, e.g. since boot
// bytes           as many as seconds; zeros and values that are not finite count as not observed
// segment_starts  indices at which a recording gap ends, rising, the first 0; may be empty for one segment
// layouts         those of the process whose metrics are asked for one after another, or none
// range           of bytes, where it is known; spares a look at each
// Returns         always a finding; rule kTooFewSamples where there are fewer than settings.fewest_samples
// Cost            O(n), one pass and a selection within blocks; one pass without allocation for a series that
// holds still
[[nodiscard]] GrowthFinding find_growth(std::span<const double> seconds, std::span<const double> bytes,
                                        std::span<const std::size_t> segment_starts,
                                        const GrowthSettings& settings = {}, BlockLayouts* layouts = nullptr,
                                        std::optional<ValueRange> range = std::nullopt);

// Returns what find_growth says of a series that holds still, by its range alone; nothing where it does not.
//
// range  of all samples, none of them unknown
[[nodiscard]] std::optional<GrowthFinding> find_stillness(std::size_t samples, double last_bytes,
                                                          ValueRange range, const GrowthSettings& settings);

}  // namespace tidemark
