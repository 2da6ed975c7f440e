#pragma once

#include <span>
#include <vector>

#include "analyzer/evidence/symptoms.hpp"
#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/metric_history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// What ticks and sample rows hold of the time of a life besides its memory; empty where it was not recorded.
struct LifeEvidence {
  struct Values {
    std::vector<double> seconds;  // from the history's first observation
    std::vector<double> values;

    [[nodiscard]] Measure measure() const { return {seconds, values}; }
  };

  Values faults;         // minor and major, as far as recorded
  Values pressure;       // seconds
  Values mem_available;  // bytes
  Values descriptors;    // where it was counted and something had changed, as the next
  Values threads;
};

// Returns that evidence for the time that the history spans.
//
// history  of the life, not empty
// Cost     O(ticks of the life), or of its samples where all were written; meant for lives with a finding
[[nodiscard]] LifeEvidence read_evidence(const ProcessLife& life, const History& history);

// Adds to each finding of a life that has a window the symptoms seen in it.
//
// history  of the life
// metrics  all that were made of the history
// Cost     O(ticks + samples) for each finding
void add_symptoms(std::vector<Finding>& findings, const ProcessLife& life, const History& history,
                  std::span<const MetricHistory> metrics);

}  // namespace tidemark
