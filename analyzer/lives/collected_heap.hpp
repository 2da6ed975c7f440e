#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/lives/history.hpp"

namespace tidemark {

// A garbage-collected heap by its own counters. Parallel vectors, one entry for each collection that was seen.
struct CollectedHeap {
  std::vector<double> seconds;            // when, as in the life's series
  std::vector<std::int64_t> wall_ns;      // the same
  std::vector<double> left_bytes;         // that it left in use
  std::vector<std::int64_t> collections;  // so far, also those that were not seen
  // Those of the whole heap, which leave nothing dead in it; absent where they are not told apart.
  std::vector<std::optional<std::int64_t>> whole_collections;
  std::optional<double> capacity_bytes;
  std::optional<double> most_bytes;  // that it may grow to
};

// Returns the heap of a life, as far as `history` goes; nullopt where it has none whose counters tell what
// collections leave.
[[nodiscard]] std::optional<CollectedHeap> read_heap(const ProcessLife& life, const History& history);

// Returns what the collections of the whole heap left: of each that was seen to come, the lowest point until the next, for
// G1 empties the old part in the young collections that follow. Its `collections` counts these alone.
[[nodiscard]] CollectedHeap after_whole_collections(const CollectedHeap& heap);

}  // namespace tidemark
