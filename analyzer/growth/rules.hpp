#pragma once

#include <cstddef>
#include <optional>

#include "analyzer/growth/blocks.hpp"
#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/growth/saturation.hpp"

namespace tidemark {

// The saturating curve that fits a whole series best. It is computed once, when the first window needs it.
class WholeSeriesFit {
 public:
  WholeSeriesFit(const FloorBlocks& blocks, const GrowthSettings& settings)
      : blocks_(blocks), settings_(settings) {}
  [[nodiscard]] const SaturationFit& get();

 private:
  const FloorBlocks& blocks_;
  const GrowthSettings& settings_;
  std::optional<SaturationFit> fit_;
};

// Asks the rules of the floors from block `start` to the end, in the order in which they decide. The
// finding's rule and reason are those of the first rule that fails, kSustained where none does. The slope is
// left to measure_slope.
//
// start    blocks.size() - start >= 5
// windows  the number of windows that are looked at, for the correction of p
// whole    of the same blocks
// Cost     O(blocks^2). A window that does not rise is asked no further, and curves are fitted only for a
//          window that passes all other rules, unless settings.every_rule holds
[[nodiscard]] GrowthFinding judge_window(const FloorBlocks& blocks, std::size_t start, std::size_t windows,
                                         WholeSeriesFit& whole, const GrowthSettings& settings);

// Adds slope and interval, in real time, of the floors from block `start` to the end.
void measure_slope(GrowthFinding& finding, const FloorBlocks& blocks, std::size_t start);

}  // namespace tidemark
