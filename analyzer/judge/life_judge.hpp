#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/baseline/baseline.hpp"
#include "analyzer/groups/process_choice.hpp"
#include "analyzer/judge/programs/life_summary.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/lives/history_filler.hpp"
#include "analyzer/lives/process_pattern.hpp"
#include "analyzer/lives/shared_axis.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// One life judged, with what it adds to the report besides its entry.
struct JudgedLife {
  ProcessReport entry;
  LifeSummary summary;
  std::vector<std::string> notes;                  // why a detector could not look at something
  std::map<std::string, std::set<Metric>> limits;  // of the metrics judged, by what they rest on
  std::vector<std::string> still_tests = {};  // in which all its metrics held still; where it is measured
};

// Judges lives one by one, from several threads at once if need be. The verdict on a life depends on that
// life alone, and on what the judge was made of.
class LifeJudge {
 public:
  // recordings  that the lives come from; they, `settings` and `baseline` must outlive the judge
  // baseline    null for none
  // tests       of these recordings
  // Throws      UserError where a setting cannot be used
  LifeJudge(std::span<const Recording> recordings, const AnalysisSettings& settings, const Baseline* baseline,
            MarkedTests tests);

  // Returns the sessions that what lives held is told by; as long as the judge lives.
  [[nodiscard]] const WholeSessions& sessions() const { return sessions_; }
  [[nodiscard]] const MarkedTests& tests() const { return tests_; }
  // From now on plots are kept of what grows alone: those of very many lives would not fit into memory.
  void plot_only_growth() { plots_only_growth_ = true; }
  // Returns whether the life is to be judged at all. Needs none of its rows.
  [[nodiscard]] bool wants(const ProcessLife& life) const;
  // Judges one life; the lives that it holds, in the order of time, where an import shows a program that restarts
  // under one name (find_restart_cuts). What starts again at once was a service, and no job that was done.
  //
  // Returns at least one
  // filler  of the calling thread
  // Throws  UserError where LBR's grid would be too fine
  // Cost    one pass over the rows of the life, and over all its ticks for each metric that moves
  [[nodiscard]] std::vector<JudgedLife> judge_life(const ProcessLife& life, HistoryFiller& filler) const;

 private:
  [[nodiscard]] std::vector<JudgedLife> judge_parts(const ProcessLife& life, const History& whole) const;
  // filler    that filled in `observed`, null for none
  // start_ns  when what was observed began
  [[nodiscard]] JudgedLife judge_observed(const ProcessLife& life, const History& observed,
                                          std::int64_t start_ns, HistoryFiller* filler) const;
  // Returns the judged life without its summary.
  [[nodiscard]] JudgedLife judge_history(const ProcessLife& life, const History& history,
                                         std::vector<Series> series, const ProcessTraits& traits) const;
  [[nodiscard]] bool is_service(const ProcessLife& life) const;
  [[nodiscard]] bool is_judged(Metric metric) const;
  [[nodiscard]] std::vector<MetricHistory> add_limits(const ProcessLife& life, std::vector<Series> series,
                                                      JudgedLife& judged) const;
  [[nodiscard]] std::vector<TestSpan> tests_of(const ProcessLife& life, const History& history) const;
  void measure(std::span<const MetricHistory> metrics, const std::vector<TestSpan>& tests,
               JudgedLife& life) const;

  const AnalysisSettings& settings_;
  const Baseline* baseline_;
  ProcessPattern explain_;
  ProcessPattern service_;
  MarkedTests tests_;
  Parents parents_;
  SharedAxis axis_;
  WholeSessions sessions_;
  std::map<const Recording*, std::vector<bool>> commands_;  // of each process row, as the next
  bool plots_only_growth_ = false;
  ProcessChoice choice_;
};

}  // namespace tidemark
