#pragma once

#include <cstddef>

#include "analyzer/baseline/settings.hpp"

namespace tidemark {

// The thresholds of changes from run to run, each with its reason.
struct HistorySettings {
  // What counts as a change at all (least_change_bytes, least_change_of_level) and what is expected of unchanged
  // programs until the runs show it: one recording against earlier ones and a history are judged alike.
  BaselineSettings baseline;

  // A change is told from the 4th run on: of two runs nobody knows which one is odd, of three one does.
  std::size_t fewest_before = 3;
  // One-sided level of one look. A series is looked at anew with each run and at each place: without any bound on the size
  // of a change 3 of 100 steady series (normal noise) have one told within 40 runs, with the bounds above hardly any.
  double p_value = 0.0001;
  // The search goes this many runs back: a change that so many runs do not show is told as a drift.
  std::size_t most_before = 50;
  // A drift is told between the oldest and the newest of so many runs: one odd run moves no median of three.
  std::size_t drift_runs = 3;
  // A step is a step where at least this part of the change came between two neighbours; what came in more parts
  // than two is a drift, and no single revision's.
  double step_share = 0.5;

  // What a test keeps each time it runs adds up over its times: it is material from the 1 MiB of other changes on in all
  // of a run, but not below what is worth a line in the list of tests.
  double least_kept_bytes = 65536.0;
  // Of what is expected to be a change this part may come by chance where runs do not show how much does: 128 KiB of 1 MiB.
  double chance_of_change = 0.125;
};

}  // namespace tidemark
