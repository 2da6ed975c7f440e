#include "analyzer/judge/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "analyzer/evidence/touch_evidence.hpp"
#include "analyzer/judge/baseline_judge.hpp"
#include "analyzer/judge/groups.hpp"
#include "analyzer/judge/kinds_of_life.hpp"
#include "analyzer/judge/life_judge.hpp"
#include "analyzer/judge/program_verdicts.hpp"
#include "analyzer/judge/report_order.hpp"
#include "analyzer/judge/report_sums.hpp"
#include "analyzer/judge/suppression.hpp"
#include "analyzer/judge/tests_of_program.hpp"
#include "analyzer/recordings/arguments.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/recording_summary.hpp"
#include "analyzer/recordings/repeated_sessions.hpp"
#include "analyzer/recordings/sample_reader.hpp"
#include "analyzer/running/parallel.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// Lives that are judged before any of them goes into the report: many for each thread, little beside the report.
constexpr std::size_t kMostAtOnce = 2000;

// A plot takes some KiB.
constexpr std::size_t kMostPlots = 5000;

// Leaves the growth that would have been told of to what is clean in the end.
void leave_worth_to_clean(std::vector<ProcessReport>& processes) {
  for (ProcessReport& process : processes) {
    if (process.verdict != Verdict::kClean) process.detectable_bytes_per_second.reset();
  }
}

constexpr std::size_t kMostMaps = 4;

// Returns the newest sessions of which a map is true: what a life held is told of its newest session alone, so that
// those before it lack what went on.
std::vector<const WholeSession*> sessions_to_map(const WholeSessions& sessions,
                                                 const std::vector<ProcessLife>& lives) {
  std::set<std::string> continued;
  for (const ProcessLife& life : lives) {
    for (const LifePart& part : life.parts) {
      if (part.session().uuid != life.session().uuid) continued.insert(part.session().uuid);
    }
  }
  std::vector<const WholeSession*> whole;
  for (const auto& [uuid, session] : sessions) {
    if (!continued.contains(uuid)) whole.push_back(&session);
  }
  std::sort(whole.begin(), whole.end(), [](const WholeSession* one, const WholeSession* other) {
    return one->first->wall_ns > other->first->wall_ns;
  });
  whole.resize(std::min(whole.size(), kMostMaps));
  return whole;
}

class Analysis {
 public:
  Analysis(std::vector<Recording> recordings, const AnalysisSettings& settings, const Baseline* baseline,
           Progress* progress)
      : baseline_(baseline), progress_(progress), recordings_(std::move(recordings)) {
    report_.settings = settings;
    add_notes_of_settings(baseline);
    for (std::string& note : drop_repeated_sessions(recordings_)) add_note(std::move(note));
    if (auto note = settings.session.keep_chosen(recordings_)) add_note(std::move(*note));
    summarize_recordings();
    MarkedTests tests = pair_marks(recordings_);
    add_timed_tests(settings.timed_tests, recordings_, tests);
    for (const std::string& note : tests.notes) add_note(note);
    lives_ = join_processes(recordings_);
    judge_.emplace(recordings_, report_.settings, baseline, std::move(tests));
    std::erase_if(lives_, [&](const ProcessLife& life) { return !judge_->wants(life); });
    if (lives_.size() > kMostPlots) judge_->plot_only_growth();
  }
  ~Analysis() = default;
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  // For recordings with the rows of all lives.
  Report run() {
    judge_lives(0, lives_.size());
    return finish();
  }

  // For recordings without rows. Reads the rows of as many lives as may be held at once, until all are
  // judged.
  Report read_and_run() {
    const ReadBounds bounds{report_.settings.memory_bytes, report_.settings.threads};
    for (std::size_t first = 0; first < lives_.size();) {
      const std::uint32_t end_rank = read_samples(recordings_, rank_processes(first), bounds, progress_);
      const std::size_t end = std::min<std::size_t>(lives_.size(), end_rank);
      if (progress_ != nullptr && first == 0 && end < lives_.size()) {
        progress_->say(
            fmt::format("--memory {} holds the samples of {} of {} processes: the recordings are read again "
                        "for the others",
                        format_size(static_cast<double>(report_.settings.memory_bytes)), end, lives_.size()));
      }
      judge_lives(first, end);
      first = end;
    }
    return finish();
  }

 private:
  void add_note(std::string note) { report_.notes.push_back(std::move(note)); }

  void add_notes_of_settings(const Baseline* baseline) {
    if (report_.settings.warm_up) {
      add_note(fmt::format("the first {} of each process's life are left out (--warm-up)",
                           format_duration(*report_.settings.warm_up)));
    }
    if (baseline == nullptr) return;
    std::string note = "judged by a baseline of " + count_of(baseline->runs.size(), "run", "runs");
    if (!baseline->runs.empty()) {
      note += fmt::format(", {} to {}", format_rfc3339(baseline->runs.front().started),
                          format_rfc3339(baseline->runs.back().started));
    }
    add_note(std::move(note));
  }

  void summarize_recordings() {
    for (const Recording& recording : recordings_) {
      report_.recordings.push_back(summarize_recording(recording));
      if (!recording.log_missing) continue;
      add_note(recording.path +
               ": was not closed and its -wal is not beside it; the newest ticks may be missing");
    }
  }

  // Ranks each life from `first` on by its place.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> rank_processes(std::size_t first) const {
    std::vector<std::vector<std::uint32_t>> ranks;
    ranks.reserve(recordings_.size());
    for (const Recording& recording : recordings_) ranks.emplace_back(recording.processes.size(), kNoRank);
    for (std::size_t i = first; i < lives_.size(); ++i) {
      for (const LifePart& part : lives_[i].parts) {
        const auto recording = static_cast<std::size_t>(part.recording - recordings_.data());
        ranks[recording][part.process_index] = static_cast<std::uint32_t>(i);
      }
    }
    return ranks;
  }

  void judge_lives(std::size_t first, std::size_t end) {
    if (progress_ != nullptr) progress_->begin("judging processes", end - first);
    report_.processes.reserve(lives_.size());
    summaries_.reserve(lives_.size());
    std::mutex mutex;
    std::size_t done = 0;
    std::vector<HistoryFiller> fillers(std::max<std::size_t>(1, report_.settings.threads));
    for (; first < end; first += std::min(end - first, kMostAtOnce)) {
      std::vector<std::vector<JudgedLife>> judged(std::min(end - first, kMostAtOnce));
      for_each_index(judged.size(), report_.settings.threads, [&](std::size_t i, std::size_t worker) {
        judged[i] = judge_->judge_life(lives_[first + i], fillers[worker]);
        if (progress_ == nullptr) return;
        const std::scoped_lock lock(mutex);
        progress_->reach(++done);
      });
      for (std::size_t i = 0; i < judged.size(); ++i) {
        for (JudgedLife& life : judged[i]) {
          life_of_entry_.push_back(first + i);
          enter(std::move(life));
        }
        drop_rows(lives_[first + i]);
      }
    }
  }

  // Nobody asks for the rows of a life that is judged.
  void drop_rows(const ProcessLife& life) {
    for (const LifePart& part : life.parts) {
      Recording& recording = recordings_[static_cast<std::size_t>(part.recording - recordings_.data())];
      recording.processes[part.process_index].rows = {};
    }
  }

  void enter(JudgedLife life) {
    if (life.entry.p_value) ++report_.asked_for_trend;
    for (const std::string& note : life.notes) ++processes_with_note_[note];
    for (auto& [basis, metrics] : life.limits) limits_[basis].merge(metrics);
    for (std::string& test : life.still_tests) report_.measured_tests.insert(std::move(test));
    for (const TestMeasure& test : life.entry.test_measures) report_.measured_tests.insert(test.test);
    summaries_.push_back(std::move(life.summary));
    report_.processes.push_back(std::move(life.entry));
  }

  template <typename Judged>
  void suppress_in(std::vector<Judged>& judged) {
    std::optional<WallTime> end;
    for (const RecordingSummary& recording : report_.recordings) end = std::max(end, recording.ended);
    for (RuleUse& use : suppress_known_growth(judged, report_.settings.suppressions, end))
      report_.rule_uses.push_back(std::move(use));
  }

  // Of what alerts alone, for they take much room. Before the processes are sorted, as the next.
  void add_arguments() {
    for (std::size_t i = 0; i < report_.processes.size(); ++i) {
      if (report_.processes[i].verdict >= Verdict::kLeak)
        report_.processes[i].arguments = all_arguments_of(lives_[life_of_entry_[i]].process());
    }
  }

  // The worst first.
  void explain_growth() {
    std::vector<GrowthToExplain> growths;
    const auto add = [&](std::vector<Finding>& findings, const std::vector<LifePart>& parts,
                         std::int64_t first_ns) {
      for (Finding& finding : findings) {
        if (is_explained_by_touches(finding)) growths.push_back({&finding, parts, first_ns});
      }
    };
    for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
      for (GroupReport& group : report_.groups) {
        if (group.verdict != verdict || group.lives.empty()) continue;
        std::vector<LifePart> parts;
        for (const std::size_t entry : group.lives) {
          const ProcessLife& life = lives_[life_of_entry_[entry]];
          parts.insert(parts.end(), life.parts.begin(), life.parts.end());
        }
        add(group.findings, parts, summaries_[group.lives.front()].session->first->axis_ns);
      }
      for (std::size_t i = 0; i < report_.processes.size() && growths.size() < kMostExplained; ++i) {
        ProcessReport& process = report_.processes[i];
        if (process.verdict == verdict)
          add(process.findings, lives_[life_of_entry_[i]].parts, summaries_[i].first_ns);
      }
    }
    add_first_touches(growths, report_.settings.plots);
    for (const std::string& note : why_untold()) add_note(note);
  }

  // Returns why it is not known where what alerts on a host grows; a recorder's reason says what would have allowed it.
  [[nodiscard]] std::set<std::string> why_untold() const {
    constexpr std::size_t kMostReason = 200;
    std::set<std::optional<std::string>> hosts;
    const auto add = [&](const auto& judged) {
      for (const auto& one : judged) {
        if (one.verdict >= Verdict::kLeak) hosts.insert(one.host);
      }
    };
    add(report_.processes);
    add(report_.groups);
    std::set<std::string> reasons;
    for (const Recording& recording : recordings_) {
      for (const Session& session : recording.sessions) {
        const std::string* why = session.why_no_stacks();
        if (why != nullptr && hosts.erase(session.host) > 0)
          reasons.insert("where memory was first touched was not recorded: " + shorten(*why, kMostReason));
      }
    }
    return reasons;
  }

  // Before the processes are sorted, which are in the order of their summaries.
  void map_sessions() {
    for (const WholeSession* session : sessions_to_map(judge_->sessions(), lives_)) {
      std::vector<MappedLife> mapped;
      for (std::size_t i = 0; i < summaries_.size(); ++i) {
        if (summaries_[i].held && summaries_[i].session == session)
          mapped.push_back({describe(report_.processes[i].program), summaries_[i].held.get()});
      }
      auto map = make_memory_map(*session, mapped, judge_->tests(), report_.settings.max_gap,
                                 report_.settings.limit);
      if (map) report_.maps.push_back(std::move(*map));
    }
  }

  // What is said of a test is not worse than what is said of the process.
  void list_tests() {
    for (ProcessReport& process : report_.processes) {
      for (TestReport& test : process.tests) {
        test.verdict = std::min(test.verdict, process.verdict);
        test.host = process.host;
        report_.tests.push_back(std::move(test));
      }
      process.tests.clear();
    }
    if (report_.settings.by_test) report_.tests = judge_tests_together(report_.tests, report_.settings);
    sort_worst_first(report_.tests);
  }

  void sum_up() {
    std::set<std::optional<std::string>> hosts;
    for (const ProcessReport& process : report_.processes) hosts.insert(process.host);
    for (const RecordingSummary& recording : report_.recordings) hosts.insert(recording.host);
    report_.hosts = sum_over_hosts(report_, hosts.empty() ? "" : hosts.begin()->value_or(""));
    report_.detectable_bytes_per_second = detectable_on_most(report_.hosts);
    report_.limits = limits_in_words(limits_);
    for (const auto& [note, processes] : processes_with_note_)
      report_.process_notes.push_back({note, processes});
    for (std::string& note : counted_notes(report_)) add_note(std::move(note));
    sort_by_host(report_.recordings);
    if (hosts.size() > 1) {
      name_unknown_hosts(report_);
      return sort_notes(report_.notes);
    }
    // Of one host a report names it once.
    for (ProcessReport& process : report_.processes) process.host.reset();
    for (GroupReport& group : report_.groups) group.host.reset();
  }

  Report finish() {
    hold_by_kind(summaries_, report_.settings.jobs, report_.processes);
    judge_programs(summaries_, report_.settings.restarts, report_.settings.rising, report_.processes);
    for (ProcessReport& process : report_.processes) {
      if (process.is_test_runner && !report_.settings.judge_test_runners) hold_test_runner(process);
    }
    suppress_in(report_.processes);
    JudgedGroups groups = judge_groups(judge_->sessions(), summaries_, report_.processes, report_.settings);
    report_.groups = std::move(groups.reports);
    report_.measured_groups = std::move(groups.measured);
    for (std::string& note : groups.notes) add_note(std::move(note));
    for (GroupReport& group : report_.groups) {
      if (baseline_ != nullptr) hold_by_baseline(*baseline_, group);
    }
    suppress_in(report_.groups);
    add_arguments();
    explain_growth();
    if (report_.settings.plots) map_sessions();
    leave_worth_to_clean(report_.processes);
    sum_up();
    list_tests();
    sort_worst_first(report_.processes);
    sort_worst_first(report_.groups);
    if (!report_.processes.empty()) report_.verdict = report_.processes.front().verdict;
    if (!report_.groups.empty()) report_.verdict = std::max(report_.verdict, report_.groups.front().verdict);
    if (report_.settings.by_test && !report_.tests.empty())
      report_.verdict = std::max(report_.verdict, report_.tests.front().verdict);
    return std::move(report_);
  }

  const Baseline* baseline_;  // null for none, as the next
  Progress* progress_;
  std::vector<Recording> recordings_;
  Report report_;
  std::vector<ProcessLife> lives_;  // to be judged
  std::optional<LifeJudge> judge_;
  std::vector<LifeSummary> summaries_;              // of each process in the report
  std::vector<std::size_t> life_of_entry_;          // likewise, the place of its life
  std::map<std::string, std::set<Metric>> limits_;  // by what they rest on
  std::map<std::string, std::size_t> processes_with_note_;
};

}  // namespace

Report analyze(std::vector<Recording> recordings, const AnalysisSettings& settings, const Baseline* baseline,
               Progress* progress) {
  return Analysis(std::move(recordings), settings, baseline, progress).run();
}

Report read_and_analyze(std::vector<Recording> recordings, const AnalysisSettings& settings,
                        const Baseline* baseline, Progress* progress) {
  return Analysis(std::move(recordings), settings, baseline, progress).read_and_run();
}

}  // namespace tidemark
