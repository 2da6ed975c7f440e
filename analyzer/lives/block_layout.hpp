#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark {

// The places of the blocks of a series. Parallel vectors, one entry a block; no block is empty.
struct BlockLayout {
  std::vector<double> seconds;     // real time of the block's middle
  std::vector<double> observed;    // the same without recording gaps, from 0
  std::vector<std::size_t> first;  // index of the first and last sample
  std::vector<std::size_t> last;
  double observed_span = 0.0;

  void reserve(std::size_t count) {
    for (auto* one : {&seconds, &observed}) one->reserve(count);
    for (auto* one : {&first, &last}) one->reserve(count);
  }
};

// Cuts samples into up to `count` blocks of equal observed time: real time in which each recording gap counts
// as one usual interval.
//
// seconds         strictly rising, at least one; all of them observed
// segment_starts  indices at which a recording gap ends, rising
// Cost            O(n) for their sum, O(log n) for the place of each block
[[nodiscard]] BlockLayout lay_out_blocks(std::span<const double> seconds,
                                         std::span<const std::size_t> segment_starts, std::size_t count);

// Returns the observed time of each sample, from 0: real time in which each recording gap counts as one usual
// interval.
//
// seconds, segment_starts  as above
// Cost                     O(n)
[[nodiscard]] std::vector<double> observed_times(std::span<const double> seconds,
                                                 std::span<const std::size_t> segment_starts);

// Keeps the last layout: the metrics of one process share theirs. Not for several threads at once.
class BlockLayoutCache {
 public:
  BlockLayoutCache() = default;
  // A copy begins empty: it serves other samples.
  BlockLayoutCache(const BlockLayoutCache&) {}
  BlockLayoutCache& operator=(const BlockLayoutCache& other) {
    if (this != &other) *this = BlockLayoutCache();
    return *this;
  }
  BlockLayoutCache(BlockLayoutCache&&) = default;
  BlockLayoutCache& operator=(BlockLayoutCache&&) = default;
  ~BlockLayoutCache() = default;

  // Returns what lay_out_blocks returns.
  //
  // seconds         the first samples of a series, the same series at every call
  // segment_starts  those of that series
  [[nodiscard]] const BlockLayout& lay_out(std::span<const double> seconds,
                                           std::span<const std::size_t> segment_starts, std::size_t count);

 private:
  std::size_t samples_ = 0;
  std::size_t count_ = 0;
  BlockLayout layout_;
};

}  // namespace tidemark
