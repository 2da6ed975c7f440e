#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/verdict.hpp"
#include "analyzer/kinds/held_samples.hpp"
#include "analyzer/kinds/life_end.hpp"
#include "analyzer/recordings/metric.hpp"

namespace tidemark {

// One life of a program, as it was judged by itself.
struct LifeSummary {
  std::string program;  // equal for lives of the same program, started alike
  std::string kind;     // equal for lives of the same program, whatever its arguments; empty where unknown
  double begin_seconds = 0.0;  // on the SharedAxis
  double end_seconds = 0.0;
  LifeEnd end = LifeEnd::kLasting;
  bool is_command = false;     // that a recording of one tree was made of
  bool is_service = false;     // it listened on a socket, or is said to be one
  bool reached_limit = false;  // it may have been killed for its memory: how it ended is not known
  std::array<std::optional<double>, kAllMetrics.size()> peak_bytes;  // in the order of kAllMetrics
  std::optional<HeldSamples> held;                                   // of a life that is there at the end
  std::vector<Metric> growing;                                       // those with findings
  Verdict verdict = Verdict::kInsufficient;

  // Whether it ended by itself, as jobs do; of imports it is not known that it did not.
  [[nodiscard]] bool gave_back() const {
    return !is_service && (end == LifeEnd::kByItself || end == LifeEnd::kUnseen);
  }
  [[nodiscard]] double seconds() const { return end_seconds - begin_seconds; }
  [[nodiscard]] std::optional<double> peak_of(Metric metric) const {
    return peak_bytes[static_cast<std::size_t>(metric)];
  }
};

// What successive lives of a program have in common.
enum class RestartPattern {
  kJob,           // they end by themselves at about the same height: the growth in them is their work
  kStillGrowing,  // each ends in sustained growth
  kRisingPeaks    // each reaches higher than the one before, or the peaks of many show a trend
};

struct ProgramFinding {
  RestartPattern pattern;
  std::vector<std::size_t> lives;     // indices of the given lives, in the order of time
  std::string reason;                 // for people
  std::optional<Metric> metric = {};  // whose peaks rise
};

struct RestartSettings {
  // Three runs show a job; two that agree may be chance.
  std::size_t fewest_runs = 3;
  // The peaks of one job differ with its input, at most by this part of their median.
  double similar_share = 0.1;
  // A peak is higher where it is above the one before by this part.
  double higher_share = 0.02;
  // Of this many lives not each has to be higher: Mann-Kendall's p tells whether the peaks rise.
  std::size_t many_lives = 8;
  double p_value = 0.005;
  // The rise over all lives is material from these on.
  double least_rise_share = 0.1;
  double least_rise_bytes = 1048576.0;
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
