#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// How far neighbours may lie apart from one sample on.
struct GapRule {
  std::size_t first;                 // index of that sample
  std::chrono::nanoseconds max_gap;  // > 0; neighbours exactly so far apart are not cut
  bool cuts = false;                 // a segment begins at `first` in any case
};

// Cuts a series wherever two neighbours lie further apart than is allowed, and where a rule says so.
//
// axis_ns  strictly rising; may be empty
// rules    by rising `first`, the first at 0; between the last sample of one rule and the first of the next
//          the larger max_gap of the two counts
// Returns  the indices at which segments begin, rising, the first 0; empty for an empty series
// Cost     one pass
[[nodiscard]] std::vector<std::size_t> split_at_gaps(std::span<const std::int64_t> axis_ns,
                                                     std::span<const GapRule> rules);

// Returns the largest distance that is no gap by default: the larger of five times `interval` and 2 s.
[[nodiscard]] std::chrono::nanoseconds default_max_gap(std::chrono::nanoseconds interval);

// Returns the median distance of neighbours, the upper of two middle ones; nullopt for fewer than two
// samples.
//
// Cost  O(n)
[[nodiscard]] std::optional<std::chrono::nanoseconds> median_step(std::span<const std::int64_t> axis_ns);

}  // namespace tidemark
