#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/growth_settings.hpp"
#include "analyzer/scan.hpp"

namespace tidemark {

// The floors of a series in blocks of equal observed time, in order. Parallel vectors; no block is empty.
struct FloorBlocks {
  std::vector<double> seconds;     // real time of the block's middle
  std::vector<double> observed;    // the same without recording gaps, from 0
  std::vector<double> floors;      // bytes
  std::vector<double> lows;        // bytes, the lowest sample
  std::vector<std::size_t> first;  // index of the first and last sample in the given series
  std::vector<std::size_t> last;
  std::size_t samples = 0;     // samples used
  double observed_span = 0.0;  // seconds

  [[nodiscard]] std::size_t size() const { return floors.size(); }
  void reserve(std::size_t count) {
    for (auto* one : {&seconds, &observed, &floors, &lows}) one->reserve(count);
    for (auto* one : {&first, &last}) one->reserve(count);
  }
};

// Where the blocks of a series lie. Parallel vectors; no block is empty.
struct BlockLayout {
  std::vector<double> seconds;  // as in FloorBlocks
  std::vector<double> observed;
  std::vector<std::size_t> first;
  std::vector<std::size_t> last;
  double observed_span = 0.0;

  void reserve(std::size_t count) {
    for (auto* one : {&seconds, &observed}) one->reserve(count);
    for (auto* one : {&first, &last}) one->reserve(count);
  }
};

// Cuts samples into up to `count` blocks of equal observed time.
//
// seconds  strictly rising, at least one; all of them observed
// Cost     O(n) for their sum, O(log n) for the place of each block
[[nodiscard]] BlockLayout lay_out_blocks(std::span<const double> seconds,
                                         std::span<const std::size_t> segment_starts, std::size_t count);

// The layout that was asked for last: the metrics of one process share theirs. What it was asked for must
// live unchanged as long as it.
class BlockLayouts {
 public:
  [[nodiscard]] const BlockLayout& find(std::span<const double> seconds,
                                        std::span<const std::size_t> segment_starts, std::size_t count);

 private:
  std::span<const double> seconds_;
  std::span<const std::size_t> starts_;
  std::size_t count_ = 0;
  BlockLayout layout_;
};

// The number of samples to judge: all but up to settings.most_exit_samples at the end that fall below both
// exit_fraction of the median of the samples before them and all of those samples.
[[nodiscard]] std::size_t samples_before_exit(std::span<const double> bytes, const GrowthSettings& settings);

// Cuts a series into up to `count` blocks of equal observed time and takes the floor of each.
//
// seconds, bytes, segment_starts  as in find_growth; values that are not above 0 are left out
// count    >= 1
// layouts  those of the process, or none
// range    of bytes, where it is known
// Returns  no blocks where fewer than settings.fewest_samples samples are left; a block without samples is
//          left out
// Cost     O(n)
[[nodiscard]] FloorBlocks cut_into_blocks(std::span<const double> seconds, std::span<const double> bytes,
                                          std::span<const std::size_t> segment_starts, std::size_t count,
                                          const GrowthSettings& settings, BlockLayouts* layouts = nullptr,
                                          std::optional<ValueRange> range = std::nullopt);

// Joins neighbouring blocks into up to `count` longer ones of equal observed time; the floor of each is the
// quantile `floor_fraction` of the floors joined.
//
// Cost  O(blocks)
[[nodiscard]] FloorBlocks join_blocks(const FloorBlocks& blocks, std::size_t count, double floor_fraction);

// The blocks with each floor held between those of its two neighbours: what stands out alone is a spike, not
// a tooth.
//
// Cost  O(blocks)
[[nodiscard]] FloorBlocks without_spikes(FloorBlocks blocks);

// The blocks at the troughs of a sawtooth, as find_troughs tells them; the floor of each is its lowest sample.
//
// depth    > 0
// Returns  one block for each trough, in order; `samples` and `observed_span` as in `blocks`
// Cost     O(blocks)
[[nodiscard]] FloorBlocks troughs_of(const FloorBlocks& blocks, double depth);

}  // namespace tidemark
