#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// When falls of one series are restarts of what it shows. Real recordings with and without restarts set the numbers;
// none of the clean ones is cut.
struct RestartCutSettings {
  // So much of the rise before a fall, and of the level that the series started from, may be left after it. A collector
  // leaves more than a program held when it began: heaps that start at 1 MiB fall to 30, a Go benchmark that starts at
  // 9 to 28, of 400.
  double left_share = 0.1;
  // A climb rises by this part of that level: cuts of what wavers about it would be anywhere.
  double least_rise_share = 0.1;
  // Of its rise a climb has at most this part by half of its time: a server that drops out once, and is back at its
  // height at once, has 1.0, leaks that start anew .2 to .6.
  double most_by_half = 0.75;
  // Climbs that follow each other rise as fast within this factor: leaks that start anew, under a load that comes late
  // once, lie 1.9 apart; a peak in an even container 10 and more from what follows it.
  double alike_factor = 2.0;
  // A climb before a restart takes at least this part of the whole series, and so many samples: the teeth of a collector
  // are short against it, and a series may begin at the foot of one; the shortest restart known takes .17.
  double least_share_of_time = 0.15;
  std::size_t fewest_samples = 6;
};

// Finds where one series shows several lives of a program: where it falls at once to the level that it started from, and
// then climbs as it did before. Zeros are not observed.
//
// Returns  indices at which later lives begin, rising; none where one of the falls to that level is no restart
// Cost     O(n)
[[nodiscard]] std::vector<std::size_t> find_restart_cuts(const Series& series,
                                                         const RestartCutSettings& settings = {});

// Returns what each of these lives held, in the order of time, by the resident memory or, where that is not known, the
// address space; none where the history is that of one life.
[[nodiscard]] std::vector<History> split_at_restarts(const History& history,
                                                     std::optional<std::chrono::nanoseconds> max_gap,
                                                     const RestartCutSettings& settings = {});

}  // namespace tidemark
