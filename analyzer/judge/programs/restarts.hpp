#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/life_summary.hpp"

namespace tidemark {

// What successive lives of a program have in common.
enum class RestartPattern {
  kJob,          // they end by themselves at about the same height: the growth in them is their work
  kStillGrowing  // each ends in sustained growth
};

struct ProgramFinding {
  RestartPattern pattern;
  std::vector<std::size_t> lives;  // indices of the given lives, in the order of time
  std::string reason;              // for people
};

struct RestartSettings {
  // Three runs show a job; two that agree may be chance.
  std::size_t fewest_runs = 3;
  // The peaks of one job differ with its input, at most by this part of their median.
  double similar_share = 0.1;
};

// Finds the pattern of the successive lives of each program. Lives that overlap (pools of workers) do not
// follow each other, and show a job only: by enough runs one after the other and peaks that all agree,
// whatever their arguments. A life that reached the limit is no job.
//
// Returns  at most one finding a life
// Cost     O(n log n)
[[nodiscard]] std::vector<ProgramFinding> find_restarts(std::span<const LifeSummary> lives,
                                                        const RestartSettings& settings = {});

}  // namespace tidemark
