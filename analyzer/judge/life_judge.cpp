#include "analyzer/judge/life_judge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "analyzer/evidence/symptom_evidence.hpp"
#include "analyzer/judge/baseline_judge.hpp"
#include "analyzer/judge/hosts/program_version.hpp"
#include "analyzer/judge/judge.hpp"
#include "analyzer/judge/kept_finding.hpp"
#include "analyzer/judge/oom_finding.hpp"
#include "analyzer/kinds/command_of_tree.hpp"
#include "analyzer/kinds/life_end.hpp"
#include "analyzer/kinds/test_runner_names.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/lives/process_traits.hpp"
#include "analyzer/lives/restart_cuts.hpp"
#include "analyzer/lives/tests_during.hpp"
#include "analyzer/lives/warm_up.hpp"
#include "analyzer/recordings/arguments.hpp"
#include "analyzer/text/printable.hpp"

namespace tidemark {
namespace {

RecordedLimits recorded_limits(const ProcessLife& life) {
  return {life.session().mem_total, life.process().cgroup_limit_bytes};
}

ProcessMemory memory_of(const History& history, std::span<const MetricHistory> metrics) {
  ProcessMemory memory;
  for (const MetricHistory& one : metrics) {
    const SeriesValues& bytes = one.series.bytes;
    if (bytes.empty()) continue;
    const double last = last_before_exit(bytes);
    if (one.series.metric == Metric::kRss) memory.resident = last;
    if (one.series.metric != Metric::kVmSize) continue;
    memory.virt = last;
    memory.virt_growth = last - bytes.front();
  }
  // Of the same observation.
  for (std::size_t i = history.size(); i > 0 && memory.resident && !memory.shared; --i) {
    const MemoryKib& observed = history.memory[i - 1];
    if (observed.rss.is_known() && observed.shared.is_known() && observed.rss.bytes() == *memory.resident)
      memory.shared = std::min(observed.shared.bytes(), *memory.resident);
  }
  return memory;
}

void add_sparklines(std::span<const MetricHistory> metrics, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    for (const MetricHistory& metric : metrics) {
      if (metric.series.metric != sampled(finding.metric)) continue;
      finding.sparkline = make_sparkline(metric.series.seconds, metric.series.bytes);
    }
  }
}

// Returns the entry of a process with all that does not depend on its memory.
ProcessReport introduce(const RecordedProcess& process) {
  ProcessReport entry;
  entry.pid = process.pid;
  entry.start_ticks = process.start_ticks;
  entry.name = process.name;
  entry.command = printable_command(process.command_line);
  entry.runtime = process.runtime;
  entry.has_exited = process.exit_tick.has_value();
  entry.later_name = process.later_name;
  entry.working_directory = process.working_directory;
  entry.program = program_key(process);
  const bool runs_script = !entry.program.script.empty();
  entry.version = version_of(process.exe, entry.program.script,
                             runs_script ? all_arguments_of(process) : std::vector<std::string>());
  return entry;
}

// Growth seen in so many samples is not short of them.
constexpr std::size_t kManySamples = 24;

// Returns the growth of a finding that would be a leak's with more samples.
std::optional<ShortGrowth> short_growth(const Finding& finding) {
  if (finding.detector != "growth" || finding.verdict != Verdict::kSuspect || !finding.slope_low ||
      !finding.slope_high)
    return std::nullopt;
  bool is_short = false;
  for (const AskedRule& asked : finding.rules) {
    if (asked.passed || asked.rule == "critical" || asked.rule == "certain") continue;
    if (asked.rule != to_string(GrowthRule::kExceedsChance) && asked.rule != to_string(GrowthRule::kStraight))
      return std::nullopt;
    is_short = true;
  }
  if (!is_short || finding.window.samples >= kManySamples) return std::nullopt;
  return ShortGrowth{finding.metric,      finding.slope_bytes_per_second,
                     *finding.slope_low,  *finding.slope_high,
                     finding.first_bytes, finding.last_bytes};
}

bool is_flagged(const std::map<const Recording*, std::vector<bool>>& flags, const ProcessLife& life) {
  return std::any_of(life.parts.begin(), life.parts.end(),
                     [&](const LifePart& part) { return flags.at(part.recording)[part.process_index]; });
}

// See LifeSummary::forked_by.
TextKey forked_by(const ProcessLife& life, std::optional<std::uint32_t> parent) {
  const LifePart& first = life.parts.front();
  if (!parent || runs_tests(first.recording->processes[*parent])) return {};
  return TextKey(fmt::format("{} {}", first.session().uuid, first.recording->processes[*parent].id));
}

}  // namespace

LifeJudge::LifeJudge(std::span<const Recording> recordings, const AnalysisSettings& settings,
                     const Baseline* baseline, MarkedTests tests)
    : settings_(settings),
      baseline_(baseline),
      explain_("explain", settings.explain),
      service_("service", settings.service),
      tests_(std::move(tests)),
      parents_(recordings),
      axis_(recordings),
      sessions_(join_sessions(recordings, settings.range)),
      choice_(settings.process, settings.exclude, recordings, sessions_) {
  for (const Recording& recording : recordings) {
    commands_[&recording] = find_commands(recording);
  }
}

bool LifeJudge::wants(const ProcessLife& life) const { return choice_.wants(life); }

std::vector<JudgedLife> LifeJudge::judge_life(const ProcessLife& life, HistoryFiller& filler) const {
  const History& whole = filler.fill(life, settings_.range);
  std::vector<JudgedLife> judged;
  if (life.session().is_imported()) judged = judge_parts(life, whole);
  if (judged.empty()) judged.push_back(judge_observed(life, whole, start_of(life), &filler));
  return judged;
}

// Returns none where it is one life.
std::vector<JudgedLife> LifeJudge::judge_parts(const ProcessLife& life, const History& whole) const {
  const std::vector<History> parts = split_at_restarts(whole, settings_.max_gap, settings_.cuts);
  std::vector<JudgedLife> judged;
  for (const History& part : parts) {
    const bool is_first = judged.empty();
    const std::int64_t start_ns = is_first ? start_of(life) : part.axis_ns.front();
    JudgedLife& one = judged.emplace_back(judge_observed(life, part, start_ns, nullptr));
    one.summary.is_service = true;
    if (judged.size() == parts.size()) continue;
    one.entry.has_exited = true;
    one.summary.end = LifeEnd::kUnseen;
    one.summary.is_seen_at_end = false;
  }
  if (!judged.empty())
    judged.front().notes.emplace_back("restarts under one PID; its lives are judged one by one");
  return judged;
}

JudgedLife LifeJudge::judge_observed(const ProcessLife& life, const History& observed, std::int64_t start_ns,
                                     HistoryFiller* filler) const {
  const LifeSummary summary = summarize_life(life, observed, axis_);
  const ProcessTraits traits = read_traits(life, observed, parents_);
  JudgedLife judged;
  std::int64_t first_ns = observed.size() > 0 ? observed.axis_ns.front() : 0;
  if (settings_.warm_up) {
    History rest = observed;
    leave_out_warm_up(rest, start_ns, *settings_.warm_up);
    if (rest.size() > 0) first_ns = rest.axis_ns.front();
    judged = judge_history(life, rest, make_all_series(rest, settings_.max_gap), traits);
  } else {
    judged = judge_history(life, observed,
                           filler != nullptr ? filler->make_all_series(settings_.max_gap)
                                             : make_all_series(observed, settings_.max_gap),
                           traits);
  }
  judged.summary = summary;
  judged.summary.first_ns = first_ns;
  const WholeSession& session = sessions_.at(life.session().uuid);
  judged.summary.end = end_of(life, session, observed, traits);
  judged.summary.is_command = is_flagged(commands_, life);
  judged.summary.is_service = is_service(life);
  judged.summary.forked_by = forked_by(life, traits.parent);
  if (observed.size() > 0) {
    judged.summary.is_seen_at_end = is_seen_at_end(session, observed);
    judged.summary.session = &session;
    judged.summary.part = life.parts.back();
    HeldSamples held = sample_held(life, session, observed, judged.summary.is_seen_at_end);
    if (!held.anon_bytes.empty()) judged.summary.held = std::make_shared<const HeldSamples>(std::move(held));
  }
  judged.summary.verdict = judged.entry.verdict;
  for (const Finding& finding : judged.entry.findings) {
    judged.summary.growing.push_back(sampled(finding.metric));
    if (!judged.summary.short_growth) judged.summary.short_growth = short_growth(finding);
  }
  return judged;
}

bool LifeJudge::is_service(const ProcessLife& life) const {
  const bool listened = std::any_of(life.parts.begin(), life.parts.end(),
                                    [](const LifePart& part) { return part.process().listened == true; });
  return listened || (service_.is_given() &&
                      service_.fits(life.process().name, printable_command(life.process().command_line)));
}

JudgedLife LifeJudge::judge_history(const ProcessLife& life, const History& history,
                                    std::vector<Series> series, const ProcessTraits& traits) const {
  JudgedLife judged{introduce(life.process()), {}, {}, {}};
  judged.entry.host = life.session().host;
  judged.entry.is_imported = life.session().is_imported();
  ProcessReport& entry = judged.entry;
  const std::vector<MetricHistory> metrics = add_limits(life, std::move(series), judged);
  if (history.size() > 0) {
    entry.started = to_wall_time(history.wall_ns.front());
    entry.ended = to_wall_time(history.wall_ns.back());
  }
  entry.samples = history.size();
  entry.is_test_runner = !traits.forked && runs_tests(life.process());
  const std::vector<TestSpan> tests = tests_of(life, history);
  Judgement judgement = judge(history, metrics, settings_.metrics, tests, traits, settings_.judge);
  entry.verdict = judgement.verdict;
  entry.reason = judgement.reason;
  entry.p_value = judgement.p_value;
  entry.detectable_bytes_per_second = judgement.detectable_bytes_per_second;
  entry.findings = std::move(judgement.findings);
  add_kept_finding(entry, metrics, tests, settings_.kept, settings_.judge.growth, settings_.suppressions);
  measure(metrics, tests, judged);
  entry.memory = memory_of(history, metrics);
  const bool is_plotted = !plots_only_growth_ || entry.verdict >= Verdict::kSuspect;
  if (settings_.plots && is_plotted && history.size() > 0)
    entry.plot = std::make_shared<const ProcessPlot>(make_plot(history, metrics, tests, kMostPlotPoints));
  if (settings_.sparklines) add_sparklines(metrics, entry.findings);
  if (explain_.is_given() && explain_.fits(entry.name, entry.command))
    entry.looked_at = std::move(judgement.looked_at);
  add_symptoms(entry.findings, life, history, metrics);
  add_symptoms(entry.looked_at, life, history, metrics);
  if (end_of(life, sessions_.at(life.session().uuid), history, traits) == LifeEnd::kKilledForMemory)
    add_oom_finding(entry, life.process(), metrics);
  judged.notes = std::move(judgement.notes);
  return judged;
}

bool LifeJudge::is_judged(Metric metric) const {
  const auto& judged = settings_.metrics;
  return std::find(judged.begin(), judged.end(), metric) != judged.end();
}

std::vector<MetricHistory> LifeJudge::add_limits(const ProcessLife& life, std::vector<Series> series,
                                                 JudgedLife& judged) const {
  std::vector<MetricHistory> metrics;
  for (Series& one : series) {
    const Metric metric = one.metric;
    metrics.push_back({std::move(one), find_limit(metric, settings_.limit, recorded_limits(life))});
    if (!is_judged(metric) || metrics.back().series.size() == 0) continue;
    judged.limits[metrics.back().limit.basis].insert(metric);
  }
  return metrics;
}

std::vector<TestSpan> LifeJudge::tests_of(const ProcessLife& life, const History& history) const {
  if (history.size() == 0) return {};
  return tests_during(life, tests_, history.axis_ns.front(), history.axis_ns.back());
}

// Measures the metrics that were judged, and judges the process by the baseline.
void LifeJudge::measure(std::span<const MetricHistory> metrics, const std::vector<TestSpan>& tests,
                        JudgedLife& life) const {
  if (!settings_.measure && baseline_ == nullptr) return;
  std::vector<const Series*> judged;
  for (const MetricHistory& metric : metrics) {
    if (!is_judged(metric.series.metric)) continue;
    judged.push_back(&metric.series);
    const auto measure = measure_metric(metric.series, settings_.judge.growth.growth);
    if (measure) life.entry.measures.push_back(*measure);
  }
  for (TestMeasure& test : measure_tests(judged, tests, settings_.judge.growth.growth)) {
    if (test.metrics.empty()) {
      life.still_tests.push_back(std::move(test.test));
    } else {
      life.entry.test_measures.push_back(std::move(test));
    }
  }
  if (baseline_ != nullptr) judge_by_baseline(*baseline_, life.entry);
}

}  // namespace tidemark
