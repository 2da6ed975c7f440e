#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/verdict.hpp"
#include "analyzer/recordings/metric.hpp"

namespace tidemark {

// One life of a program, as it was judged by itself.
struct LifeSummary {
  std::string program;  // equal for lives of the same program, started alike
  std::string kind;     // equal for lives of the same program, with whatever arguments; empty where unknown
  double begin_seconds = 0.0;  // on the SharedAxis
  double end_seconds = 0.0;
  bool ended = false;                                                // before the recording did
  bool reached_limit = false;                                        // so that it may have been ended for it
  std::array<std::optional<double>, kAllMetrics.size()> peak_bytes;  // in the order of kAllMetrics
  std::vector<Metric> growing;                                       // those with findings
  Verdict verdict = Verdict::kInsufficient;

  [[nodiscard]] std::optional<double> peak_of(Metric metric) const {
    return peak_bytes[static_cast<std::size_t>(metric)];
  }
};

enum class RestartPattern {
  kJob,           // ends by itself at about the same height each time: what grows in it is its work
  kStillGrowing,  // successive lives each end in sustained growth
  kRisingPeaks    // each life reaches higher than the one before
};

struct ProgramFinding {
  RestartPattern pattern;
  std::vector<std::size_t> lives;     // indices of what was given, in the order of time
  std::string reason;                 // for people
  std::optional<Metric> metric = {};  // whose peaks rise
};

struct RestartSettings {
  // A job shows by its third run; two runs that agree may be chance.
  std::size_t fewest_runs = 3;
  // Peaks of one job differ with its input by this part of their median at most.
  double similar_share = 0.1;
  // A peak above the one before by this part is higher, and the rise over all lives is material from these
  // on.
  double higher_share = 0.02;
  // Of many lives not each has to be higher: Mann-Kendall's test tells whether the peaks rise.
  std::size_t many_lives = 8;
  double p_value = 0.005;
  double least_rise_share = 0.1;
  double least_rise_bytes = 1048576.0;
};

// Finds what the successive lives of each program say together. Where lives overlap (pools of workers) none
// follows another, so that only a job can be told: by enough runs of it one after the other, and peaks that
// all agree, whatever their arguments. A peak at the limit is no end of a job.
//
// Returns  at most one finding a life
// Cost     O(n log n)
[[nodiscard]] std::vector<ProgramFinding> find_restarts(std::span<const LifeSummary> lives,
                                                        const RestartSettings& settings = {});

}  // namespace tidemark
