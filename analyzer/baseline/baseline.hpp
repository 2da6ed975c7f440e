#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/baseline/measure.hpp"
#include "analyzer/findings/verdict.hpp"
#include "analyzer/lives/program_key.hpp"

namespace tidemark {

// What one run showed of one program, over all its processes.
//
// Level and noise are medians over the processes: what one of them holds, whether a run had 4 workers or 16.
// Slope, growth and their time are those of the process that grew most, and the peak is the highest of all: a
// median would hide the one worker of 16 that leaks. Processes too short to be judged are only counted. What
// a program showed in a test is kept under its key with the test; there a process that saw a test twice
// counts as two, and the verdict is that of its life.
struct ProgramRun {
  std::size_t processes = 0;
  Verdict verdict = Verdict::kInsufficient;  // the worst of the processes, without a baseline
  std::vector<MetricMeasure> metrics;        // in the order of kAllMetrics; empty where all were too short
};

// A group of processes by its kind and name, which are those of its report. A machine and a control group have no name
// here: a run has one, and its name differs from run to run.
struct GroupKey {
  std::string kind;
  std::string name;

  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const GroupKey&) const = default;
};

// Returns "the tree make" or "the machine", for people.
[[nodiscard]] std::string describe(const GroupKey& group);

// One run of the recorder: one file, or several that share a session, as rotated ones do.
struct BaselineRun {
  std::string session;  // UUID of its first session, which identifies it
  WallTime started{};
  std::string source;  // path of its first file, for people
  std::map<ProgramKey, ProgramRun> programs;
  // The groups, told or not, with a measure for each metric: what a group holds, outside and how many. Absent where nobody looked for groups; older
  // files have those that were told alone.
  std::optional<std::map<GroupKey, ProgramRun>> groups = std::map<GroupKey, ProgramRun>{};
  // The tests in which some process was measured, or held still: a program without figures in one of them held still in it. Older files
  // do not know.
  std::set<std::string> tests = {};
};

// Runs to compare with.
struct Baseline {
  std::vector<BaselineRun> runs;  // the oldest first, no session twice
};

// Returns what the runs of a baseline showed of a program, the oldest first; runs without it are left out.
[[nodiscard]] std::vector<const ProgramRun*> runs_of(const Baseline& baseline, const ProgramKey& program);

// Returns what one run showed of a program, nothing where it was not there; in a test with what held still filled in, as below.
[[nodiscard]] std::optional<ProgramRun> shown_by(const BaselineRun& run, const ProgramKey& program);

// Returns the same of a program in a test, with what held still filled in: runs that had the test and judged the program
// show of each metric at least that it took nothing.
//
// program  with a test
[[nodiscard]] std::vector<ProgramRun> runs_in_test(const Baseline& baseline, const ProgramKey& program);

// Returns pointers into `runs`, in their order.
[[nodiscard]] std::vector<const ProgramRun*> pointers_to(const std::vector<ProgramRun>& runs);

// Returns what the runs showed of a group, the oldest first; runs without it are left out.
[[nodiscard]] std::vector<const ProgramRun*> runs_of(const Baseline& baseline, const GroupKey& group);

// Returns the measure of a metric, or null.
[[nodiscard]] const MetricMeasure* find_measure(const ProgramRun& run, Metric metric);

// Adds a run in the order of time; it replaces one with the same session. Of more than kMostRuns the oldest
// kAnchorRuns and the newest are kept: the oldest show what drifts, the newest what is usual.
void add_run(Baseline& baseline, BaselineRun run);

inline constexpr std::size_t kMostRuns = 50;
inline constexpr std::size_t kAnchorRuns = 5;

}  // namespace tidemark
