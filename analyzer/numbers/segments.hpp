#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// From the sample `first` on, neighbours may lie up to `max_gap` apart. `cuts`: a segment begins at `first`
// in any case.
struct GapRule {
  std::size_t first;
  std::chrono::nanoseconds max_gap;
  bool cuts = false;
};

// Cuts a series wherever two neighbours lie further apart than is allowed, and where a rule says so.
//
// axis_ns  strictly rising; may be empty
// rules    by rising `first`, the first at 0; max_gap > 0; a distance equal to it does not cut; between the
// last sample
//          of one rule and the first of the next the larger of the two counts
// Returns  the indices at which segments begin, rising, the first 0; empty for an empty series
// Cost     one pass
[[nodiscard]] std::vector<std::size_t> split_at_gaps(std::span<const std::int64_t> axis_ns,
                                                     std::span<const GapRule> rules);

// Returns the gap that is allowed by default: the larger of five times `interval` and 2 s.
[[nodiscard]] std::chrono::nanoseconds default_max_gap(std::chrono::nanoseconds interval);

// Returns the median distance of neighbours, the upper of two middle ones; nullopt for fewer than two
// samples. Cost  O(n)
[[nodiscard]] std::optional<std::chrono::nanoseconds> median_step(std::span<const std::int64_t> axis_ns);

}  // namespace tidemark
