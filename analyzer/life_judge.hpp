#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/baseline.hpp"
#include "analyzer/life_summary.hpp"
#include "analyzer/marked_tests.hpp"
#include "analyzer/process_pattern.hpp"
#include "analyzer/report.hpp"

namespace tidemark {

// What is to be said of one life, and what it adds to what is said of all.
struct JudgedLife {
  ProcessReport entry;
  LifeSummary summary;
  std::vector<std::string> notes;                  // what kept a detector from its work
  std::map<std::string, std::set<Metric>> limits;  // of the metrics judged, by what they rest on
};

// Judges lives one by one. May be asked from several threads at once; what it says of a life depends on that
// life, and on what it was made of, alone.
class LifeJudge {
 public:
  // recordings  which the lives come from
  // baseline    null for none
  // All of them, and `settings`, must outlive the judge. Throws UserError where a setting cannot be used.
  LifeJudge(std::span<const Recording> recordings, const AnalysisSettings& settings, const Baseline* baseline,
            MarkedTests tests);

  // Whether the life is to be judged at all. Needs none of its rows.
  [[nodiscard]] bool wants(const ProcessLife& life) const;
  // Throws  UserError where the grid would be too fine
  // Cost    one pass over all ticks of the life, for each metric
  [[nodiscard]] JudgedLife judge_life(const ProcessLife& life) const;

 private:
  [[nodiscard]] bool is_judged(Metric metric) const;
  [[nodiscard]] bool is_harness(const ProcessLife& life) const;
  [[nodiscard]] std::vector<MetricHistory> metrics_of(const ProcessLife& life, const History& history,
                                                      JudgedLife& judged) const;
  [[nodiscard]] std::vector<TestSpan> tests_of(const ProcessLife& life, const History& history) const;
  void measure(std::span<const MetricHistory> metrics, const std::vector<TestSpan>& tests,
               ProcessReport& entry) const;

  const AnalysisSettings& settings_;
  const Baseline* baseline_;
  ProcessPattern pattern_;
  ProcessPattern explain_;
  MarkedTests tests_;
  std::map<const Recording*, std::vector<bool>> harness_;  // of each process row
};

}  // namespace tidemark
