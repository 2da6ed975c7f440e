#include "analyzer/judge/baseline_runs.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/analysis.hpp"
#include "tests/analyzer/baseline/made_runs.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::int64_t kKib = 1024;
constexpr const char* kOne = "11111111-1111-4111-8111-111111111111";
constexpr const char* kOther = "22222222-1111-4111-8111-111111111111";

// A process that starts with 100 MiB and grows evenly.
void add_worker(MadeRecording& made, std::int64_t pid, std::int64_t kib_per_tick,
                const std::string& name = "worker") {
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < 200; ++i) rows.emplace_back(i, 100 * kKib + kib_per_tick * i);
  made.add_process(rows, pid).name = name;
}

std::map<ProgramKey, ProgramRun> programs_of(const MadeRecording& made) {
  AnalysisSettings settings;
  settings.measure = true;
  return pool_programs(analyze({made.recording}, settings));
}

TEST(PoolPrograms, OneLeakingWorkerOfManyDecidesGrowthAndVerdictNotTheLevel) {
  MadeRecording made(200);
  for (std::int64_t pid = 1; pid <= 4; ++pid) add_worker(made, pid, 0);
  add_worker(made, 5, kKib);
  const auto programs = programs_of(made);
  ASSERT_EQ(programs.size(), 1U);
  const ProgramRun& run = programs.at({"worker", "", ""});
  EXPECT_EQ(run.processes, 5U);
  EXPECT_GE(run.verdict, Verdict::kLeak);
  ASSERT_EQ(run.metrics.size(), 1U);
  EXPECT_EQ(run.metrics[0].end_bytes, 100 * kMebibyte);
  EXPECT_NEAR(run.metrics[0].slope_bytes_per_second, kMebibyte, 1);
  EXPECT_EQ(run.metrics[0].peak_bytes, 299 * kMebibyte);
}

TEST(PoolPrograms, ProcessesTooShortToBeJudgedOnlyCount) {
  MadeRecording made(200);
  made.add_process({{0, 100}}).exit_tick = 5;
  const ProgramRun run = programs_of(made).at({"server", "", ""});
  EXPECT_EQ(run.processes, 1U);
  EXPECT_EQ(run.verdict, Verdict::kInsufficient);
  EXPECT_TRUE(run.metrics.empty());
}

// Processes of one program, of which `late` come one after the other.
MadeRecording made_pile(int late) {
  MadeRecording made(200);
  for (int i = 0; i < 20; ++i) {
    RecordedProcess& process = made.add_process({}, 100 + i);
    const auto begin = static_cast<std::uint32_t>(i < late ? 10 * i : 0);
    process.first_tick = begin;
    process.rows.push_back({begin, {Kib(5000), Kib(1100), Kib(100), Kib(1000)}});
  }
  return made;
}

std::map<GroupKey, ProgramRun> groups_of(const MadeRecording& made) {
  AnalysisSettings settings;
  settings.measure = true;
  const Report report = analyze({made.recording}, settings);
  for (const GroupReport& group : report.groups) EXPECT_FALSE(group.findings.empty());
  return pool_groups(report);
}

TEST(PoolGroups, AGroupThatIsNotToldIsKnownAsWell) {
  const GroupKey program{"program", "server"};
  const ProgramRun still = groups_of(made_pile(0)).at(program);
  EXPECT_EQ(still.verdict, Verdict::kClean);
  EXPECT_EQ(still.processes, 20U);
  ASSERT_EQ(still.metrics.size(), 1U);
  EXPECT_NEAR(still.metrics[0].end_bytes, 20'000.0 * kKib, 1.0);
  EXPECT_DOUBLE_EQ(still.metrics[0].growth_bytes, 0.0);
  const ProgramRun piled = groups_of(made_pile(20)).at(program);
  EXPECT_GE(piled.verdict, Verdict::kLeak);
  EXPECT_GT(piled.metrics[0].growth_bytes, 10'000.0 * kKib);
  EXPECT_TRUE(analyze({made_pile(0).recording}, {}).measured_groups.empty());
}

// Four runs in which it held still, and one in which it piled up.
TEST(PoolGroups, ABadRunAmongGoodOnesExcusesNoGroup) {
  Baseline baseline;
  for (int number = 0; number < 5; ++number) {
    BaselineRun run = made_run(number, made_measure(kMebibyte));
    run.groups = groups_of(made_pile(number == 2 ? 20 : 0));
    add_run(baseline, std::move(run));
  }
  EXPECT_GE(analyze({made_pile(20).recording}, {}, &baseline).groups.at(0).verdict, Verdict::kLeak);
}

TEST(PoolGroups, ATreeAndAMachineAreKnownAsWell) {
  MadeRecording made = made_pile(0);
  for (RecordedProcess& process : made.recording.processes) {
    process.start_ticks = process.pid;
    process.ppid = process.pid == 100 ? 1 : 100;
  }
  Session& session = made.recording.sessions[0];
  session.filters = "{}";
  session.visibility = "all";
  session.in_container = false;
  made.recording.machine.resize(200);
  for (MachineMemory& machine : made.recording.machine) machine.shmem = Kib(5000);
  const auto groups = groups_of(made);
  EXPECT_EQ(groups.at({"tree", "server"}).processes, 20U);
  EXPECT_EQ(groups.at({"machine", ""}).metrics.at(0).metric, Metric::kOutside);
}

TEST(Analyze, MeasuresOnlyWhereItIsAskedFor) {
  MadeRecording made(200);
  add_worker(made, 1, 0);
  EXPECT_TRUE(analyze({made.recording}, {}).processes.at(0).measures.empty());
  EXPECT_EQ(programs_of(made).at({"worker", "", ""}).metrics.size(), 1U);
}

class RunFiles : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& uuid, std::int64_t part, double start) {
    std::string path = directory_.file(name);
    WrittenRecording recording(path);
    SessionRow session = session_row(uuid);
    session.part = part;
    session.start_wall_ns += static_cast<std::int64_t>(start) * kSecond;
    const RowId id = recording.rows.insert_session(session);
    std::optional<RowId> process;
    for (int i = 0; i < 60; ++i) {
      const RowId tick = recording.rows.insert_tick(id, tick_row(start + i));
      if (!process) {
        process = recording.rows.insert_process(id, tick, process_row(42));
        recording.rows.insert_sample(tick, *process, vm_size(100 * kKib));
      }
    }
    recording.finish(id);
    return path;
  }

  TemporaryDirectory directory_;
};

TEST_F(RunFiles, FilesOfOneSessionAreOneRun) {
  const std::string one = write("a1.tidemark", kOne, 1, 0), other = write("b.tidemark", kOther, 1, 1000);
  const std::string two = write("a2.tidemark", kOne, 2, 60);
  const auto runs = group_into_runs({one, other, two});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0], (std::vector{other}));
  EXPECT_EQ(runs[1], (std::vector{one, two}));
}

TEST_F(RunFiles, ABaselineIsReadAmongRecordingsTheOldestRunFirst) {
  const std::string late = write("b.tidemark", kOther, 1, 1000), early = write("a.tidemark", kOne, 1, 0);
  const Baseline baseline = read_runs({late, early}, {});
  ASSERT_EQ(baseline.runs.size(), 2U);
  EXPECT_EQ(baseline.runs[0].session, kOne);
  EXPECT_EQ(baseline.runs[0].source, early);
  const auto& server = baseline.runs[0].programs.at({"server", "", ""});
  EXPECT_EQ(server.metrics.size(), kAllMetrics.size());
  EXPECT_EQ(server.metrics[0].end_bytes, 100 * kMebibyte);
}

TEST_F(RunFiles, ARecordingWithoutASessionCannotBeMeasured) {
  const std::string path = directory_.file("empty.tidemark");
  { const WrittenRecording empty(path); }
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(measure_run({path}, {})); }), "there is no session"));
}

}  // namespace
}  // namespace tidemark
