#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/restarts.hpp"

namespace tidemark {

// Lives of one program of which each takes more than those before it.
struct RisingLives {
  std::vector<std::size_t> lives;  // indices of the given lives, in the order in which they began
  std::vector<double> bytes;       // of each: what it held at its start, or its peak
  Metric metric = Metric::kRss;
  bool are_starts = false;  // of forks of one living parent, which hands on ever more; otherwise peaks
  double p_value = 1.0;     // of so high a rank correlation by chance, one-sided
  [[nodiscard]] std::string reason() const;
};

struct RisingSettings {
  // An exact rank test of fewer lives cannot tell them from chance at this level: of the 720 orders of six one
  // rises throughout. Recordings of a smoke test of ten programs alert by three peaks that rise.
  std::size_t fewest_lives = 6;
  double p_value = 0.01;  // over all programs that were tested, by Tarone's correction
  // The start and the peak of what was seen at fewer ticks are where the scan happened to meet it.
  std::size_t fewest_samples = 3;
  // The rise from the median of the first third to that of the last is material from these on.
  double least_rise_share = 0.1;
  double least_rise_bytes = 1048576.0;
};

// Finds the programs whose lives rise: forks of one living parent by what they start with, all others by their
// peaks, as the kernel counted them where that was recorded. Lives whose arguments differ are of one program
// where their executable and script are the same.
//
// Formula  Mann-Kendall's rank test, exact up to 10 lives; Tarone 1990: a program whose lives are too few to
//          reach the corrected level does not count among those tested
// Cost     O(n log n + k n) for n lives, of each program the newest k = 1000
[[nodiscard]] std::vector<RisingLives> find_rising_lives(std::span<const LifeSummary> lives,
                                                         const RisingSettings& settings = {});

}  // namespace tidemark
