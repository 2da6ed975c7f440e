#pragma once

#include "analyzer/judge/metrics/growth_findings.hpp"
#include "analyzer/lives/collected_heap.hpp"

namespace tidemark {

// Judges what collections leave of a Java virtual machine's heap; by those of the whole heap alone, where these tell of a
// leak: nothing that they leave is dead. Its limit is what the heap may take.
//
// history  of the life, not empty
[[nodiscard]] MetricGrowth judge_heap_growth(const CollectedHeap& heap, const History& history,
                                             const GrowthJudgeSettings& settings);

// Judges the troughs of a metric of a process that collects its memory and has no counters of that. Its limit is what
// the heap may take, the metric's own where that is not known.
//
// metric  not empty
[[nodiscard]] MetricGrowth judge_troughs(const History& history, const MetricHistory& metric,
                                         const ProcessTraits& traits, const GrowthJudgeSettings& settings);

// Holds the growth of one metric of a Java virtual machine at suspect where its heap may be all that grows: as far
// as the heap's capacity covers it; and without its counters, until it has outlasted a warm-up. Address space is
// none of a heap's, which is reserved at once.
//
// heap_growth  of `heap`; both null where there are no counters
void hold_to_heap(MetricGrowth& growth, const CollectedHeap* heap, const MetricGrowth* heap_growth,
                  const GrowthJudgeSettings& settings);

}  // namespace tidemark
