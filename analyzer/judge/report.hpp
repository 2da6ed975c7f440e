#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/baseline/measure.hpp"
#include "analyzer/findings/finding.hpp"
#include "analyzer/groups/memory_map.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/judge/hosts/host_sums.hpp"
#include "analyzer/judge/suppressions/rule_use.hpp"
#include "analyzer/lives/plot_data.hpp"
#include "analyzer/lives/program_key.hpp"
#include "analyzer/recordings/recording_summary.hpp"
#include "analyzer/text/shared_text.hpp"
#include "common/runtime.hpp"

namespace tidemark {

// The memory of a process as top shows it, in bytes; absent where it was not recorded.
struct ProcessMemory {
  std::optional<double> virt;  // the last values before the fall of an exit
  std::optional<double> resident;
  std::optional<double> shared;
  std::optional<double> virt_growth;  // from the first value to the last
};

// What a life is to those who judge its growth.
enum class KindOfLife {
  kLasting,  // goes on: judged by its growth
  kGone,     // not seen at the end, and perhaps ended by others: judged by its growth, which reaches no limit
  kJob,      // ended by itself
  kJobInProgress,  // goes on as others of its program did that ended by themselves
  kCommand,        // ended by itself, and is what was recorded
  kStopped,        // ended by a signal from outside: judged by its growth, which reaches no limit any more
  kService,        // listened on a socket, or is said to be one: judged by its growth, however it ended
  kKilled          // for want of memory
};

// Returns the kind's name in reports: lasting, gone, job, job in progress, command, stopped, service, killed.
[[nodiscard]] std::string_view to_string(KindOfLife kind);

// What a process kept of one marked test, over all its runs; with AnalysisSettings::by_test all processes of a program.
struct TestReport {
  std::string test;  // without parameters
  std::size_t runs = 0;
  double kept_bytes = 0.0;  // in all
  bool comes_back = false;  // each time it runs
  // leak and suspect as a finding of it is; clean what is little, or was given back later.
  Verdict verdict = Verdict::kClean;
  std::optional<std::int64_t> pid = {};  // of the process, where it is one
  std::string program = {};              // as described
  std::optional<std::string> host = {};  // as of ProcessReport
  std::size_t processes = 1;
  // As of KeptInTest; of several processes the sums.
  std::size_t asked = 0;
  std::size_t beyond = 0;
  double level_before = 0.0;

  [[nodiscard]] double kept_each_bytes() const { return kept_bytes / static_cast<double>(runs); }
};

struct ProcessReport {
  std::int64_t pid = 0;
  std::optional<std::int64_t> start_ticks = {};  // as the kernel counts them since its boot
  SharedText name;
  std::optional<SharedText> host;  // where those of more than one are judged together
  std::optional<std::string> command;
  std::vector<std::string> arguments;  // of the command, where the process alerts and they are all known
  Runtime runtime = Runtime::kUnknown;
  std::optional<SharedText> later_name;         // that it took after its first one
  std::optional<SharedText> working_directory;  // at first sight
  std::optional<WallTime> started;  // first and last observation; absent where it was never observed
  std::optional<WallTime> ended;
  bool has_exited = false;   // while recorded
  bool is_imported = false;  // from another tool's recording

  // Whether a tool may attach to its PID, as far as is known.
  [[nodiscard]] bool is_running() const { return !has_exited && !is_imported; }

  std::size_t samples = 0;  // observations, the unchanged ones included
  Verdict verdict = Verdict::kInsufficient;
  SharedText reason;
  std::optional<double> p_value;  // of any growth, over windows and metrics; absent where no metric moved
  std::optional<double> detectable_bytes_per_second;  // of what is clean; see Judgement
  bool is_test_runner = false;                        // runs tests, by its command line
  KindOfLife kind_of_life = KindOfLife::kLasting;
  std::shared_ptr<const Suppression> suppressed;  // by which the verdict is milder than it was
  std::vector<Finding> findings;                  // worst first, the suppressed ones last
  ProgramKey program;
  SharedText version;                   // see version_of; empty where no path tells it
  std::vector<MetricMeasure> measures;  // of the metrics judged, with AnalysisSettings::measure or a baseline
  std::vector<TestMeasure> test_measures;   // the same in each of the tests
  std::vector<TestReport> tests;            // of which it kept something; in the report's list in the end
  std::shared_ptr<const ProcessPlot> plot;  // with AnalysisSettings::plots
  ProcessMemory memory;
  std::vector<Finding> looked_at;  // the growth of every metric, where it is to be explained; see Judgement
};

// Processes that are judged together.
struct GroupReport {
  std::string kind;  // one of kGroupKinds
  std::string name;
  Verdict verdict = Verdict::kSuspect;
  std::string reason;
  std::vector<Finding> findings;
  std::optional<Suppression> suppressed = {};  // by which it is clean
  std::size_t members = 0;                     // that were there at the end
  std::vector<std::size_t> lives = {};         // that hold the growth, by their places among the lives judged
  MetricMeasure measure{};                     // of what it held, with its finding
  std::optional<std::string> host = {};        // as of ProcessReport
};

// A file of a directory that could not be read: what it holds is not judged.
struct UnreadableFile {
  std::string path;
  std::string cause;  // a sentence that names it
};

// What is to be known of some of the processes.
struct ProcessNote {
  std::string note;
  std::size_t processes = 0;
};

inline constexpr std::size_t kMostShards = 100'000;

// Which parts of an archive a report is about.
struct Shards {
  std::size_t count = 0;
  std::string plan;              // equal where the same files were dealt out alike
  std::set<std::size_t> judged;  // from 1 to count

  bool operator==(const Shards&) const = default;
};

// The result of the analysis of some recordings, from which every format of report is written.
struct Report {
  Verdict verdict = Verdict::kInsufficient;  // the worst of the processes that could be judged
  std::vector<RecordingSummary> recordings;
  std::vector<UnreadableFile> unreadable;  // of the directories that were named
  AnalysisSettings settings;
  std::optional<std::string> settings_json;  // of a report that was read: all of them, as it was told
  std::optional<Shards> shards;              // absent where it is about all that there is
  std::vector<ProcessReport> processes;      // worst first
  VerdictCounts unlisted;                    // of processes that are in no list any more, see ReportMerger
  std::vector<GroupReport> groups;           // suspect or worse by themselves, worst first
  std::vector<GroupReport> measured_groups;  // the others, with AnalysisSettings::measure: clean, no findings
  std::set<std::string>
      measured_tests;               // in which some process was measured, or held still, with that setting
  std::vector<TestReport> tests;    // of all processes, worst first, then what kept most
  std::vector<MemoryMap> maps;      // of sessions, the newest first, with AnalysisSettings::plots
  std::size_t asked_for_trend = 0;  // processes that were asked for a trend: those whose memory moved
  // The smallest steady growth that would have been a leak in nine of ten clean processes.
  std::optional<double> detectable_bytes_per_second;
  std::vector<std::string> limits;         // the limits used, for people; each once
  std::vector<std::string> notes;          // what else a reader of the verdict has to know
  std::vector<ProcessNote> process_notes;  // likewise, of some processes; each once
  std::vector<RuleUse> rule_uses;          // of suppressions
  HostSums hosts;                          // sums of all processes and groups

  // Whether it is about more than one host, or lists not all processes: the sums are then worth telling.
  [[nodiscard]] bool is_of_hosts() const { return hosts.hosts.size() > 1 || unlisted.all() > 0; }
  [[nodiscard]] VerdictCounts counts() const {
    VerdictCounts counts = unlisted;
    for (const ProcessReport& process : processes) counts.add(process.verdict);
    return counts;
  }
};

// Returns how many of the processes asked for a trend show one by chance, on average and at most. The trend
// is the first of the rules that a leak has to pass, so false alerts are far fewer.
[[nodiscard]] inline double expected_false_trends(const Report& report) {
  return static_cast<double>(report.asked_for_trend) * report.settings.judge.growth.growth.p_value;
}

}  // namespace tidemark
