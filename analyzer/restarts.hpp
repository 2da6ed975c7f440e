#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/verdict.hpp"

namespace tidemark {

// One life of a program, as it was judged by itself.
struct LifeSummary {
  std::string program;   // equal for lives of the same program
  double begin_seconds;  // on an axis that all lives share
  double end_seconds;
  bool ended;         // before the recording did
  double peak_bytes;  // of one and the same metric
  Verdict verdict;
};

enum class RestartPattern {
  kJob,           // ends by itself at about the same height each time: what grows in it is its work
  kStillGrowing,  // successive lives each end in sustained growth
  kRisingPeaks    // each life reaches higher than the one before
};

struct ProgramFinding {
  RestartPattern pattern;
  std::vector<std::size_t> lives;  // indices of what was given, in the order of time
  std::string reason;              // for people
};

struct RestartSettings {
  // A job shows by its third run; two runs that agree may be chance.
  std::size_t fewest_runs = 3;
  // Peaks of one job differ with its input by this part of their median at most.
  double similar_share = 0.1;
  // A peak above the one before by this part is higher, and the rise over all lives is material from these
  // on.
  double higher_share = 0.02;
  double least_rise_share = 0.1;
  double least_rise_bytes = 1048576.0;
};

// Finds what the successive lives of each program say together. Programs whose lives overlap (pools of
// workers) are passed over, for there no life follows another.
//
// Returns  at most one finding a program
// Cost     O(n log n)
[[nodiscard]] std::vector<ProgramFinding> find_restarts(std::span<const LifeSummary> lives,
                                                        const RestartSettings& settings = {});

}  // namespace tidemark
