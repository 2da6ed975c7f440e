#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/growth/blocks.hpp"
#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

// Whether a series has enough teeth to be judged by its troughs.
//
// cells   the series in short blocks
// Cost    O(cells)
[[nodiscard]] bool is_sawtooth(const FloorBlocks& cells, double scatter, const GrowthSettings& settings);

// Chooses the floors of a series and judges them: the troughs of a sawtooth of enough teeth, otherwise blocks
// of equal observed time, at least a tooth long. Windows start at several blocks; the longest with sustained
// growth decides, without one the longest that rises at all.
//
// cells   the series in short blocks
// scatter of their floors, from `scatter_of_neighbours`
// count   of the blocks, >= settings.fewest_blocks
// Cost    O(cells + count^2)
[[nodiscard]] GrowthFinding judge_floors(const FloorBlocks& cells, double scatter, std::size_t count,
                                         const GrowthSettings& settings);

// The sustained growth of what is left when a wave is taken out of the cells; nothing where there is none,
// where there is no such wave, where the series does not fall with it, or where the drift is small beside it.
// In recording gaps a wave that follows the load may stand still, one that follows the clock goes on: both
// are tried.
//
// Cost    O(cells) for each of about a hundred periods
[[nodiscard]] std::optional<GrowthFinding> judge_without_season(const FloorBlocks& cells, double scatter,
                                                                std::size_t count,
                                                                const GrowthSettings& settings);

}  // namespace tidemark
