#pragma once

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/baseline/settings.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Judges a process by what good runs showed of its program.
//
// Growth that stayed within what these runs showed (in its rate, its whole growth and the level reached) is
// held at suspect, or at clean where there are enough runs and the growth is not critical; its reason tells
// so, and line fits of the metric count no more than it. A metric that departs from normal gets a finding of
// the detector "baseline", which is suspect: a higher level is no leak.
//
// process  judged by itself, with its measures; left as it is where the baseline does not know its program
// Cost     O(n^2) for n runs of the program, per metric
void judge_by_baseline(const Baseline& baseline, ProcessReport& process,
                       const BaselineSettings& settings = {});

// Returns the key by which a group is found in other runs.
[[nodiscard]] GroupKey key_of(const GroupReport& group);

// Holds a group that grew as good runs showed it to: its growth is held at clean, with fewer than three good runs or
// near the limit at suspect. A group that the baseline does not know stays what it is.
void hold_by_baseline(const Baseline& baseline, GroupReport& group, const BaselineSettings& settings = {});

}  // namespace tidemark
