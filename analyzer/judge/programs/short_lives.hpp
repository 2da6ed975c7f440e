#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/life_summary.hpp"

namespace tidemark {

// Lives of one program of which each grew for too few samples to prove it.
struct ShortLives {
  std::vector<std::size_t> lives;  // indices of the given lives, in the order in which they began
  ShortGrowth pooled;              // their slopes together; from the first one's start to the last one's end
  [[nodiscard]] std::string reason() const;
};

// So many, as for jobs (JobSettings::fewest_ended): one or two may be chance.
inline constexpr std::size_t kFewestShortLives = 3;

// Finds the programs whose lives, suspect only for want of samples, grow together: the mean of their slopes, weighted
// by how well each is known, has an interval that excludes zero. Jobs gave back what they took, and do not count.
//
// counts   of each life, whether it counts: what is excused by its kind of life does not
// Formula  inverse-variance weighting: w = 1 / se^2, se = (high - low) / (2 x 1.96); the pooled se is 1 / sqrt(sum w)
// Cost     O(n log n)
[[nodiscard]] std::vector<ShortLives> find_short_lives(std::span<const LifeSummary> lives,
                                                       const std::vector<bool>& counts);

}  // namespace tidemark
