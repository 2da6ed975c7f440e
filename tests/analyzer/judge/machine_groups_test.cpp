#include "analyzer/judge/machine_groups.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr int kTicks = 200;
constexpr std::int64_t kKibAMib = 1024;

// What a machine of 16 GiB shows: MiB at a tick of its processes and of shared memory.
struct Shown {
  double private_a_tick = 0.1;
  double private_at_end = 0.0;
  double shmem_a_tick = 6.0;
  double shared_a_tick = 0.0;  // of the one process
  double slab = 100.0;
  double used_a_tick = 6.0;  // by the control group, of what is no process's own
};

std::int64_t kib_of(double mebibytes) { return static_cast<std::int64_t>(mebibytes * kKibAMib); }

class JudgeMachines : public ::testing::Test {
 protected:
  JudgeMachines() : session_(session_row()) {
    session_.filters = "{}";
    session_.visibility = "all";
    session_.in_container = 0;
    session_.swap_total_kib = 0;
  }

  static TickRow tick_of(int number, const Shown& shown) {
    TickRow tick = tick_row(number);
    const double outside = 50 + shown.shmem_a_tick * number;
    tick.mem_available_kib = kib_of(12000 - outside - shown.private_a_tick * number);
    tick.swap_free_kib = 0;
    tick.shmem_kib = kib_of(outside);
    tick.slab_unreclaimable_kib = kib_of(shown.slab);
    tick.page_tables_kib = kib_of(20);
    tick.cgroup_memory_kib = kib_of(2050 + shown.used_a_tick * number);
    tick.cgroup_inactive_file_kib = kib_of(1500);
    tick.cgroup_shmem_kib = kib_of(outside);
    tick.cgroup_slab_kib = kib_of(10);
    return tick;
  }

  // Writes and analyses a recording of one server on such a machine.
  Report report_of(const Shown& shown, const AnalysisSettings& settings = {}) const {
    const TemporaryDirectory directory;
    const std::string path = directory.file("made.tidemark");
    WrittenRecording recording(path);
    Transaction transaction(recording.database());
    const RowId session = recording.rows.insert_session(session_);
    std::optional<RowId> process;
    for (int i = 0; i < kTicks; ++i) {
      const RowId tick = recording.rows.insert_tick(session, tick_of(i, shown));
      if (!process) process = recording.rows.insert_process(session, tick, process_row(42));
      MemoryValues values;
      const std::int64_t held =
          kib_of(100 + shown.private_a_tick * i + (i + 1 == kTicks ? shown.private_at_end : 0.0));
      values.shared_kib = kib_of(10 + shown.shared_a_tick * i);
      values.vm_size_kib = held + kib_of(3000);
      values.rss_kib = held + *values.shared_kib;
      values.data_kib = held;
      recording.rows.insert_sample(tick, *process, values);
    }
    transaction.commit();
    recording.finish(session);
    return analyze(read_recordings(std::vector{path}, ReadSamples::kYes), settings);
  }

  SessionRow session_;
};

TEST_F(JudgeMachines, SharedMemoryThatNoProcessHoldsIsTheMachines) {
  const Report report = report_of({});
  ASSERT_EQ(report.groups.size(), 1U);
  const GroupReport& machine = report.groups[0];
  EXPECT_EQ(machine.kind, "machine");
  EXPECT_EQ(machine.name, "testhost");
  EXPECT_GE(machine.verdict, Verdict::kLeak);
  EXPECT_TRUE(
      has(machine.reason, "1.19 GiB went in 3 m 19 s, processes explain 19.9 MiB: shared memory +1.17 GiB"))
      << machine.reason;
  EXPECT_EQ(machine.findings.at(0).metric, Metric::kOutside);
}

TEST_F(JudgeMachines, GrowthThatIsNoPartOfWhatIsInUseIsSuspect) {
  const Report report = report_of({.private_a_tick = 0.0, .shmem_a_tick = 0.2});
  for (const GroupReport& machine : report.groups)
    EXPECT_LT(machine.verdict, Verdict::kLeak) << machine.reason;
}

TEST_F(JudgeMachines, AMachineThatHoldsStillIsClean) {
  EXPECT_TRUE(report_of({.private_a_tick = 0.0, .shmem_a_tick = 0.0}).groups.empty());
}

TEST_F(JudgeMachines, AProcessThatSharesItExplainsIt) {
  EXPECT_TRUE(report_of({.shared_a_tick = 6.0}).groups.empty());
}

TEST_F(JudgeMachines, AProcessThatIsToldAndHoldsMostExplainsIt) {
  const Report report = report_of({.private_a_tick = 30.0, .shmem_a_tick = 5.0});
  EXPECT_GE(report.verdict, Verdict::kLeak);
  EXPECT_TRUE(report.groups.empty());
}

TEST_F(JudgeMachines, WhereNotAllWasSeenALeakIsANote) {
  for (const char* filters : {R"({"user":1000})", R"({"pid_tree":1})"}) {
    session_.filters = filters;
    const Report report = report_of({.private_a_tick = 0.0});
    EXPECT_TRUE(report.groups.empty()) << filters;
    EXPECT_EQ(report.verdict, Verdict::kClean);
    ASSERT_FALSE(report.notes.empty());
    EXPECT_TRUE(has(report.notes[0], "the machine testhost is not judged")) << report.notes[0];
  }
  session_.filters = "{}";
  session_.visibility = "hidepid=invisible";
  EXPECT_TRUE(report_of({}).groups.empty());
  session_.visibility.reset();
  EXPECT_TRUE(report_of({}).groups.empty());
}

TEST_F(JudgeMachines, ACommandsControlGroupStandsForTheMachine) {
  session_.filters = R"({"pid_tree":1})";
  session_.cgroup = "/job.scope";
  const Report report = report_of({});
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].kind, "cgroup");
  EXPECT_EQ(report.groups[0].name, "/job.scope");
  EXPECT_GE(report.groups[0].verdict, Verdict::kLeak);
  EXPECT_TRUE(has(report.groups[0].reason, "shared memory +1.17 GiB")) << report.groups[0].reason;
}

// As the kernel memory of a build does, while its compilers take and give back far more.
TEST_F(JudgeMachines, GrowthThatProcessesExplainAltogetherIsNotTold) {
  session_.filters = R"({"pid_tree":1})";
  session_.cgroup = "/job.scope";
  const Shown shown{.private_a_tick = 0.0, .private_at_end = 200.0, .shmem_a_tick = 0.2, .used_a_tick = 0.5};
  for (const GroupReport& group : report_of(shown).groups)
    EXPECT_TRUE(group.findings.empty()) << group.kind << ": " << group.reason;
}

TEST_F(JudgeMachines, AContainersControlGroupStandsForTheMachine) {
  session_.in_container = 1;
  session_.cgroup = "/";
  const Report report = report_of({});
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].kind, "cgroup");
}

TEST_F(JudgeMachines, TheRecordersOwnGroupIsNotJudgedForAHost) {
  session_.cgroup = "/system.slice/tidemark-recorder.service";
  const Report report = report_of({});
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].kind, "machine");
}

TEST_F(JudgeMachines, WhereProcessesWereChosenItIsNotJudged) {
  AnalysisSettings settings;
  settings.process = "server";
  EXPECT_TRUE(report_of({}, settings).groups.empty());
}

}  // namespace
}  // namespace tidemark
