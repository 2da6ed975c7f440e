#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/growth/settings.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {

// The floors of the blocks of a series, in order; blocks take equal observed time. Parallel vectors; no block
// is empty.
struct FloorBlocks {
  std::vector<double> seconds;     // real time of the block's middle
  std::vector<double> observed;    // the same without recording gaps, from 0
  std::vector<double> floors;      // bytes
  std::vector<double> lows;        // bytes, the lowest sample
  std::vector<std::size_t> first;  // index of the first and last sample in the given series
  std::vector<std::size_t> last;
  std::size_t samples = 0;     // used, in all blocks
  double observed_span = 0.0;  // seconds

  [[nodiscard]] std::size_t size() const { return floors.size(); }
  void reserve(std::size_t count) {
    for (auto* one : {&seconds, &observed, &floors, &lows}) one->reserve(count);
    for (auto* one : {&first, &last}) one->reserve(count);
  }
};

// Cuts a series into up to `count` blocks of equal observed time and takes the floor of each.
//
// samples  those that are not observed are left out, and so is the fall of an exit
// count    >= 1
// Returns  no blocks where fewer than settings.fewest_samples samples are left; a block without samples is
//          left out
// Cost     O(n)
[[nodiscard]] FloorBlocks cut_into_blocks(const SeriesView& samples, std::size_t count,
                                          const GrowthSettings& settings);

// Joins neighbouring blocks into up to `count` longer ones of equal observed time. The floor of each is the
// quantile `floor_fraction` of the joined floors.
//
// Cost  O(blocks)
[[nodiscard]] FloorBlocks join_blocks(const FloorBlocks& blocks, std::size_t count, double floor_fraction);

// Returns the blocks with each floor clamped between those of its two neighbours: a floor that stands out
// alone is a spike, not a tooth.
//
// Cost  O(blocks)
[[nodiscard]] FloorBlocks without_spikes(FloorBlocks blocks);

// Returns the blocks at the troughs of a sawtooth, see find_troughs; the floor of each is its lowest sample.
//
// depth    > 0
// Returns  one block for each trough, in order; `samples` and `observed_span` as in `blocks`
// Cost     O(blocks)
[[nodiscard]] FloorBlocks troughs_of(const FloorBlocks& blocks, double depth);

}  // namespace tidemark
