#include "analyzer/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/arguments.hpp"
#include "analyzer/baseline_judge.hpp"
#include "analyzer/growth_blocks.hpp"
#include "analyzer/life_summary.hpp"
#include "analyzer/marked_tests.hpp"
#include "analyzer/printable.hpp"
#include "analyzer/process_pattern.hpp"
#include "analyzer/process_traits.hpp"
#include "analyzer/program_verdicts.hpp"
#include "analyzer/recording_summary.hpp"
#include "analyzer/repeated_sessions.hpp"
#include "analyzer/report_order.hpp"
#include "analyzer/signal_evidence.hpp"
#include "analyzer/suppression.hpp"
#include "analyzer/test_harness.hpp"
#include "analyzer/text_lines.hpp"
#include "analyzer/warm_up.hpp"

namespace tidemark {
namespace {

RecordedLimits recorded_limits(const ProcessLife& life) {
  return {life.session().mem_total, life.process().cgroup_limit_bytes};
}

// The values before the fall of an exit, which says nothing of what the process held.
ProcessMemory memory_of(std::span<const MetricHistory> metrics) {
  ProcessMemory memory;
  std::optional<double> anon;
  for (const MetricHistory& one : metrics) {
    const auto& bytes = one.series.bytes;
    if (bytes.empty()) continue;
    const double last = bytes[samples_before_exit(bytes, {}) - 1];
    if (one.series.metric == Metric::kRss) memory.resident = last;
    if (one.series.metric == Metric::kAnon) anon = last;
    if (one.series.metric != Metric::kVmSize) continue;
    memory.virt = last;
    memory.virt_growth = last - bytes.front();
  }
  if (anon && memory.resident) memory.shared = *memory.resident - *anon;
  return memory;
}

void add_sparklines(std::span<const MetricHistory> metrics, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    for (const MetricHistory& metric : metrics) {
      if (metric.series.metric != finding.metric) continue;
      finding.sparkline = make_sparkline(metric.series.seconds, metric.series.bytes);
    }
  }
}

class Analysis {
 public:
  Analysis(const AnalysisSettings& settings, const Baseline* baseline)
      : baseline_(baseline), pattern_("process", settings.process), explain_("explain", settings.explain) {
    report_.settings = settings;
    if (settings.warm_up) {
      add_note(fmt::format("the first {} of each process's life are left out (--warm-up)",
                           format_duration(*settings.warm_up)));
    }
    if (baseline == nullptr) return;
    std::string note = "judged by a baseline of " + count_of(baseline->runs.size(), "run", "runs");
    if (!baseline->runs.empty()) {
      note += fmt::format(", {} to {}", format_rfc3339(baseline->runs.front().started),
                          format_rfc3339(baseline->runs.back().started));
    }
    report_.notes.push_back(std::move(note));
  }

  Report run(const std::vector<Recording>& recordings, Progress* progress) {
    for (const Recording& recording : recordings) {
      report_.recordings.push_back(summarize_recording(recording));
      if (recording.log_missing) {
        report_.notes.push_back(
            recording.path +
            ": was not closed and its -wal is not beside it; the newest ticks may be missing");
      }
    }
    tests_ = pair_marks(recordings);
    for (const std::string& note : tests_.notes) report_.notes.push_back(note);
    for (const Recording& recording : recordings) harness_[&recording] = find_harness(recording);
    const std::vector<ProcessLife> lives = join_processes(recordings);
    if (progress != nullptr) progress->begin("judging processes", lives.size());
    for (std::size_t i = 0; i < lives.size(); ++i) {
      if (progress != nullptr) progress->reach(i);
      judge_life(lives[i]);
    }
    return finish();
  }

  void add_note(std::string note) { report_.notes.push_back(std::move(note)); }

 private:
  void judge_life(const ProcessLife& life) {
    const RecordedProcess& process = life.process();
    ProcessReport entry;
    entry.pid = process.pid;
    entry.name = process.name;
    if (process.command_line) entry.command = printable_command(*process.command_line);
    if (!process.command_line_cut) entry.arguments = arguments_of(process.command_line);
    entry.runtime = process.runtime;
    if (!pattern_.fits(entry)) return;
    const AnalysisSettings& settings = report_.settings;
    History history = fill_history(life, settings.range);
    LifeSummary summary = summarize_life(life, history);
    if (settings.warm_up) leave_out_warm_up(history, life, *settings.warm_up);
    const std::vector<MetricHistory> metrics = metrics_of(life, history);
    if (history.size() > 0) {
      entry.started = to_wall_time(history.wall_ns.front());
      entry.ended = to_wall_time(history.wall_ns.back());
    }
    entry.samples = history.size();
    entry.is_harness = std::any_of(life.parts.begin(), life.parts.end(), [&](const LifePart& part) {
      return harness_.at(part.recording)[part.process_index];
    });
    Judgement judgement =
        judge(history, metrics, settings.metrics, tests_of(life, history), read_traits(life), settings.judge);
    entry.verdict = judgement.verdict;
    entry.reason = std::move(judgement.reason);
    entry.p_value = judgement.p_value;
    if (entry.p_value) ++report_.tested;
    entry.findings = std::move(judgement.findings);
    measure(life, metrics, tests_of(life, history), entry);
    entry.memory = memory_of(metrics);
    if (settings.plots && history.size() > 0) {
      entry.plot = make_plot(history, metrics, tests_of(life, history), kMostPlotPoints);
    }
    if (settings.sparklines) add_sparklines(metrics, entry.findings);
    if (explain_.is_given() && explain_.fits(entry)) entry.looked_at = std::move(judgement.looked_at);
    add_signals(entry.findings, life, history, metrics);
    add_signals(entry.looked_at, life, history, metrics);
    for (const std::string& note : judgement.notes) ++processes_with_note_[note];
    summary.verdict = entry.verdict;
    lives_.push_back(std::move(summary));
    report_.processes.push_back(std::move(entry));
  }

  // Measures what was judged, and judges it by the baseline.
  void measure(const ProcessLife& life, std::span<const MetricHistory> metrics,
               const std::vector<TestSpan>& tests, ProcessReport& entry) const {
    const AnalysisSettings& settings = report_.settings;
    entry.program = program_key(life.process());
    if (!settings.measure && baseline_ == nullptr) return;
    std::vector<const Series*> judged;
    for (const MetricHistory& metric : metrics) {
      if (!is_judged(metric.series.metric)) continue;
      judged.push_back(&metric.series);
      const auto measure = measure_metric(metric.series, settings.judge.growth.growth);
      if (measure) entry.measures.push_back(*measure);
    }
    entry.test_measures = measure_tests(judged, tests, settings.judge.growth.growth);
    if (baseline_ != nullptr) apply_baseline(*baseline_, entry);
  }

  [[nodiscard]] bool is_judged(Metric metric) const {
    const auto& judged = report_.settings.metrics;
    return std::find(judged.begin(), judged.end(), metric) != judged.end();
  }

  std::vector<MetricHistory> metrics_of(const ProcessLife& life, const History& history) {
    const AnalysisSettings& settings = report_.settings;
    std::vector<MetricHistory> metrics;
    for (Series& series : make_all_series(history, settings.max_gap)) {
      const Metric metric = series.metric;
      metrics.push_back({std::move(series), find_limit(metric, settings.limit, recorded_limits(life))});
      if (!is_judged(metric) || metrics.back().series.size() == 0) continue;
      limits_[metrics.back().limit.basis].insert(metric);
    }
    return metrics;
  }

  [[nodiscard]] std::vector<TestSpan> tests_of(const ProcessLife& life, const History& history) const {
    if (history.size() == 0) return {};
    return tests_during(life, tests_, history.axis_ns.front());
  }

  void suppress() {
    std::optional<WallTime> end;
    for (const RecordingSummary& recording : report_.recordings) end = std::max(end, recording.ended);
    for (std::string& note : suppress_known_growth(report_.processes, report_.settings.suppressions, end)) {
      add_note(std::move(note));
    }
  }

  Report finish() {
    judge_programs(lives_, report_.settings.restarts, report_.processes);
    for (ProcessReport& process : report_.processes) {
      if (process.is_harness && !report_.settings.judge_harness) hold_to_suspect(process);
    }
    suppress();
    sort_worst_first(report_.processes);
    if (!report_.processes.empty()) report_.verdict = report_.processes.front().verdict;
    for (const auto& [basis, metrics] : limits_) {
      std::string names;
      for (const Metric metric : metrics) names.append(names.empty() ? "" : ", ").append(to_string(metric));
      report_.limits.push_back(fmt::format("{}: {}", names, basis));
    }
    for (const auto& [note, processes] : processes_with_note_) {
      report_.notes.push_back(fmt::format("{} ({})", note, count_of(processes, "process", "processes")));
    }
    return std::move(report_);
  }

  const Baseline* baseline_;
  ProcessPattern pattern_;
  ProcessPattern explain_;
  MarkedTests tests_;
  std::map<const Recording*, std::vector<bool>> harness_;  // of each process row
  std::vector<LifeSummary> lives_;                         // of each process in the report
  Report report_;
  std::map<std::string, std::set<Metric>> limits_;  // by what they rest on
  std::map<std::string, std::size_t> processes_with_note_;
};

}  // namespace

Report analyze(std::vector<Recording> recordings, const AnalysisSettings& settings, const Baseline* baseline,
               Progress* progress) {
  Analysis analysis(settings, baseline);
  for (std::string& note : drop_repeated_sessions(recordings)) analysis.add_note(std::move(note));
  return analysis.run(recordings, progress);
}

}  // namespace tidemark
