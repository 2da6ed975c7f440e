#include <gtest/gtest.h>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::Rows;
using testing::Words;

// What recordings of real processes hold.
class Subjects : public testing::RecorderTest {
 protected:
  void record(const Words& command) const {
    const testing::Outcome outcome = testing::run_to_end({exec(command)});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    ASSERT_EQ(outcome.errors, "");
    expect_closed_cleanly();
  }

  // Growth of a column of the subject, first tick to last.
  [[nodiscard]] std::int64_t growth_kib(const std::string& column) const {
    const std::string values =
        "SELECT " + column + " FROM sample_filled WHERE comm LIKE 'test-subject' ORDER BY tick";
    return number("SELECT (" + values + " DESC LIMIT 1) - (" + values + " LIMIT 1)");
  }
};

TEST_F(Subjects, AHeapLeakShowsInAllFourColumns) {
  record(subject("heap-leak", "1.5"));
  EXPECT_GT(growth_kib("vm_size_kib"), 4096);
  EXPECT_GT(growth_kib("rss_kib"), 4096);
  EXPECT_GT(growth_kib("data_kib"), 4096);
  EXPECT_LT(growth_kib("shared_kib"), 4096);
  EXPECT_GT(number("SELECT count(DISTINCT vm_size_kib) FROM sample"), 5);
}

TEST_F(Subjects, ThreadsThatAreNeverJoinedGrowVmSizeAndHardlyRss) {
  record(subject("unjoined", "1.5"));
  EXPECT_GT(growth_kib("vm_size_kib"), 80 * 1024);
  EXPECT_LT(growth_kib("rss_kib"), 8 * 1024);
}

TEST_F(Subjects, AProcessThatHoldsStillCostsFewRows) {
  record(subject("steady", "1"));
  EXPECT_GT(number("SELECT count(*) FROM sample_filled"), 5);
  EXPECT_LT(number("SELECT count(*) FROM sample"), 6);
}

TEST_F(Subjects, AnIdentityIsWhole) {
  record(subject("steady", "0.5"));
  EXPECT_EQ(rows("SELECT comm, exe, command_line, command_line_cut, exec_generation, uid, start_ticks > 0 "
                 "FROM process"),
            Rows{"test-subject|" TIDEMARK_SUBJECT "|[\"" TIDEMARK_SUBJECT "\",\"steady\",\"0.5\"]|0|0|" +
                 std::to_string(getuid()) + "|1"});
}

TEST_F(Subjects, ACommandThatEndsHasItsExitTick) {
  record(subject("steady", "0.5"));
  // One that takes long to exit may be without memory at the tick before the last.
  EXPECT_EQ(rows("SELECT exit_tick >= (SELECT max(id) - 1 FROM tick), exit_tick > first_tick FROM process"),
            Rows{"1|1"});
}

TEST_F(Subjects, EveryExecIsAGenerationOfOneProcess) {
  record(subject("exec", "2.5"));
  EXPECT_EQ(number("SELECT count(DISTINCT pid || '/' || start_ticks) FROM process"), 1);
  const Rows generations = rows("SELECT exec_generation, comm FROM process ORDER BY id");
  ASSERT_GE(generations.size(), 3U);
  EXPECT_EQ(generations.front(), "0|test-subject");
  EXPECT_EQ(generations.back(), std::to_string(generations.size() - 1) + "|sleep");
  EXPECT_EQ(
      number(
          "SELECT count(*) FROM process AS p JOIN process AS q ON q.exec_generation = p.exec_generation + 1"
          " WHERE p.exit_tick IS NOT q.first_tick"),
      0);
}

TEST_F(Subjects, AProcessShorterThanAnIntervalDoesNoHarm) {
  const testing::Outcome outcome = testing::run_to_end({exec({"true"}, {"--interval", "10s"})});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_GE(ticks(), 1);
  expect_closed_cleanly();
}

TEST_F(Subjects, AProcessWhoseLeaderHasExitedIsStillFollowed) {
  record(subject("headless", "1.5"));
  EXPECT_EQ(number("SELECT count(*) FROM process"), 1);
  EXPECT_GT(growth_kib("vm_size_kib"), 4096);
  // At its last ticks it may be on its way out, and without memory.
  EXPECT_EQ(number("SELECT count(*) FROM sample WHERE (vm_size_kib IS NULL OR vm_size_kib = 0)"
                   " AND tick < (SELECT max(id) - 1 FROM tick)"),
            0);
}

TEST_F(Subjects, AHostileNameIsEscapedAndItsProcessFollowed) {
  record(subject("hostile", "1"));
  EXPECT_EQ(number("SELECT count(*) FROM process WHERE exec_generation > 0"), 0);
  EXPECT_GT(number("SELECT max(vm_size_kib) - min(vm_size_kib) FROM sample"), 2048);
}

TEST_F(Subjects, AHostileNameThatIsThereAtFirstSightIsEscaped) {
  testing::RealProcess hostile({subject("hostile", "30")});
  const std::string comm = "/proc/" + std::to_string(hostile.pid()) + "/comm";
  ASSERT_TRUE(testing::comes_true([&] { return testing::read_bytes(comm).starts_with("a) R 1"); }));
  testing::RealProcess recorder({run({"--interval", "50ms", "--pid-tree", std::to_string(hostile.pid())})});
  ASSERT_TRUE(reaches_ticks(3));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("SELECT pid, ppid, comm FROM process"),
            Rows{std::to_string(hostile.pid()) + "|" + std::to_string(getpid()) + "|a) R 1 (b\\x0Ac\\x1B"});
}

TEST_F(Subjects, AnOrphanIsRecordedAndNothingButTheCommandsTree) {
  record(shell("'" TIDEMARK_SUBJECT "' orphan 20 & wait; sleep 1"));
  EXPECT_GT(number("SELECT count(*) FROM sample_filled WHERE comm = 'test-subject' AND rss_kib > 8192"), 3);
  EXPECT_EQ(
      rows("SELECT DISTINCT comm FROM process WHERE comm NOT IN ('sh', 'dash', 'bash', 'busybox', 'sleep',"
           " 'test-subject')"),
      Rows{});
  // The orphan outlives the command and is not waited for.
  EXPECT_EQ(rows("SELECT DISTINCT exit_tick FROM process WHERE comm = 'test-subject' AND exit_tick IS NULL"),
            Rows{"NULL"});
}

}  // namespace
}  // namespace tidemark
