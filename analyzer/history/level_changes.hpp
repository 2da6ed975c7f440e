#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analyzer/history/settings.hpp"

namespace tidemark {

// How far the values of a series may differ without anything having changed.
struct LevelScale {
  double deviation_of_level = 0.0;  // expected between runs, as a part of the level
  double least_deviation = 0.0;     // and beside it
  double change_of_level = 0.0;     // a smaller change, as a part of the level, is none
  double least_change = 0.0;        // nor is one below this
};

// A change of the level of a series.
struct LevelChange {
  enum class Kind {
    kStep,   // at one run
    kDrift,  // in small steps over several
    kOdd,    // of the newest run alone: the next one tells whether it is a step or kLone
    kLone    // of one run, or two, and the next one was as before
  };
  Kind kind = Kind::kStep;
  std::size_t since = 0;  // the first value that was otherwise; of a drift the first one of all
  std::size_t told = 0;   // the value with which it could be told; of what has been odd alone its own
  std::size_t from = 0;   // the first value of the level before
  double before = 0.0;    // medians
  double after = 0.0;
  bool is_confirmed = false;  // by a second run

  [[nodiscard]] bool is_rise() const { return after > before; }
  // Whether it is of the level, as far as is known, and not of some runs alone.
  [[nodiscard]] bool stays() const { return kind == Kind::kStep || kind == Kind::kDrift; }
};

// Finds where the level of a series changed for good, looking at it anew with each value as if that were the newest: what
// was told once stays told. A step is told with its second value: however far away the first one lies, it may be odd, and only a
// second observation tells.
//
// values   the oldest first; finite
// proven   of each value whether its own run has that second observation, so that it is a step at once; empty where none has
// Returns  the changes, by the time at which they were told; none of fewer than fewest_before + 1 values. The newest value alone
//          is kOdd or, proven, kStep where it is beyond all those of its level before; what proves to be alone is kLone
// Cost     O(n m^2 log m) for m = most_before; O(n m) where nothing moves
// Formula  of each place the medians before and after it, by Student's t with a deviation of successive values moderated towards
//          the expected one (see learn_normal); of the places that pass, the one with the least sum of distances from the medians.
//          E-divisive (Matteson and James 2014) divides in the same way by energy distances, which need more runs
[[nodiscard]] std::vector<LevelChange> find_level_changes(std::span<const double> values,
                                                          const LevelScale& scale,
                                                          const HistorySettings& settings = {},
                                                          const std::vector<bool>& proven = {});

}  // namespace tidemark
