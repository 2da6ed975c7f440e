#pragma once

#include <cstddef>

#include "analyzer/growth/blocks.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;
inline constexpr double kBlockSeconds = 10.0;
inline constexpr std::size_t kSamplesPerBlock = 10;

// Blocks without a gap between them, of `mebibytes(i)` each.
template <typename Shape>
FloorBlocks blocks_of(std::size_t count, Shape mebibytes) {
  FloorBlocks blocks;
  for (std::size_t i = 0; i < count; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * kBlockSeconds;
    blocks.seconds.push_back(middle);
    blocks.observed.push_back(middle);
    blocks.floors.push_back(mebibytes(static_cast<double>(i)) * kMebibyte);
    blocks.first.push_back(i * kSamplesPerBlock);
    blocks.last.push_back((i + 1) * kSamplesPerBlock - 1);
  }
  blocks.lows = blocks.floors;
  blocks.samples = count * kSamplesPerBlock;
  blocks.observed_span = static_cast<double>(count) * kBlockSeconds;
  return blocks;
}

}  // namespace tidemark::testing
