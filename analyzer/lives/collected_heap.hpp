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
  std::optional<double> capacity_bytes;
  std::optional<double> most_bytes;  // that it may grow to
};

// Returns the heap of a life, as far as `history` goes; nullopt where it has none whose counters tell what
// collections leave.
[[nodiscard]] std::optional<CollectedHeap> read_heap(const ProcessLife& life, const History& history);

}  // namespace tidemark
