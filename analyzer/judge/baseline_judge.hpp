#pragma once

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/baseline/settings.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Judges a process by what good runs showed of its program.
//
// Growth that stayed within it (its rate, its whole growth and the level reached) becomes suspect, or clean
// where there are enough runs and no limit is near, and says why; line fits of the metric count no more.
// What departs from it gets a finding of the detector "baseline", suspect: being higher is no leak.
//
// process  judged by itself, with its measures; left as it is where the baseline does not know its program
// Cost     O(n^2) for n runs of the program, per metric
void apply_baseline(const Baseline& baseline, ProcessReport& process, const BaselineSettings& settings = {});

}  // namespace tidemark
