#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/growth/blocks.hpp"
#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

// Returns whether a series has enough teeth to be judged by its troughs.
//
// cells    the series in short blocks
// scatter  of their floors, by scatter_of_neighbours
// Cost     O(cells)
[[nodiscard]] bool is_sawtooth(const FloorBlocks& cells, double scatter, const GrowthSettings& settings);

// Chooses the floors of a series and judges them: the troughs of a sawtooth of enough teeth, otherwise blocks
// of equal observed time, which with very many teeth are at least a tooth long. Windows start at several
// blocks. The longest with sustained growth decides; without one, the longest that rises at all.
//
// cells    the series in short blocks
// scatter  of their floors, by scatter_of_neighbours
// count    of the blocks, >= settings.fewest_blocks
// Cost     O(cells + count^2)
[[nodiscard]] GrowthFinding judge_floors(const FloorBlocks& cells, double scatter, std::size_t count,
                                         const GrowthSettings& settings);

// Finds sustained growth in what is left when a wave is taken out of the cells. In a recording gap a wave
// that follows the load may stand still, and one that follows the clock goes on: both are tried.
//
// Returns  nothing where there is no such growth or no wave, where the series does not fall with the wave, or
//          where the drift is small beside it
// Cost     O(cells) for each of about eighty periods; with gaps, twice that
[[nodiscard]] std::optional<GrowthFinding> judge_without_season(const FloorBlocks& cells, double scatter,
                                                                std::size_t count,
                                                                const GrowthSettings& settings);

}  // namespace tidemark
