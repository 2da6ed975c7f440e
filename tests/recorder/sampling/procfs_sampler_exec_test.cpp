#include <gtest/gtest.h>

#include "tests/recorder/sampling/sampler_fixture.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;
using testing::Pids;

// Execs as procfs shows them.
class ProcfsSamplerExecTest : public testing::SamplerTest {
 protected:
  // The process 100 as it is after an exec of another program of the same text size.
  static FakeProcess after_exec() {
    FakeProcess after = process(100);
    after.comm = "other";
    after.exe = "other";
    after.command_line = std::string("other\0", 6);
    after.start_stack += 0x100000;
    return after;
  }
};

TEST_F(ProcfsSamplerExecTest, AnotherTextSizeIsSeenAtOnce) {
  proc_.put(process(100));
  const auto before = scan().at(100);
  FakeProcess after = after_exec();
  after.pages.text += 1;
  proc_.put(after);
  const auto seen = scan().at(100);
  EXPECT_NE(seen.token, before.token);
  EXPECT_EQ(seen.slot, before.slot);
  EXPECT_EQ(seen.identity.exec_generation, 1);
  EXPECT_EQ(seen.identity.start_ticks, before.identity.start_ticks);
  EXPECT_EQ(seen.identity.comm, "other");
}

TEST_F(ProcfsSamplerExecTest, AShrinkingProcessIsLookedAtAtOnce) {
  for (pid_t pid = 10; pid < 40; ++pid) proc_.put(process(pid));
  proc_.put(process(100));
  scan();
  FakeProcess after = after_exec();
  after.pages.size -= 1;
  proc_.put(after);
  EXPECT_EQ(scan().at(100).identity.exec_generation, 1);
}

TEST_F(ProcfsSamplerExecTest, TheSameTextSizeIsFoundInTurn) {
  for (pid_t pid = 10; pid < 40; ++pid) proc_.put(process(pid));
  proc_.put(process(100));
  scan();
  proc_.put(after_exec());
  const auto found = scan_all_turns();
  EXPECT_EQ(found.at(100).identity.exec_generation, 1);
  EXPECT_EQ(found.at(100).identity.comm, "other");
  EXPECT_EQ(found.at(10).identity.exec_generation, 0);
}

TEST_F(ProcfsSamplerExecTest, ASmallTreeDoesNotWaitForTheProcessesOutsideOfIt) {
  FilterSettings filter;
  filter.tree_root = 100;
  filter_by(filter);
  for (pid_t pid = 200; pid < 300; ++pid) proc_.put(process(pid));
  proc_.put(process(100));
  scan();
  proc_.put(after_exec());
  scan();
  EXPECT_EQ(scan().at(100).identity.exec_generation, 1);
}

TEST_F(ProcfsSamplerExecTest, TheSameProgramAgainIsAnotherGeneration) {
  proc_.put(process(100));
  scan();
  FakeProcess again = process(100);
  again.start_stack += 0x100000;
  proc_.put(again);
  EXPECT_EQ(scan_all_turns().at(100).identity.exec_generation, 1);
}

TEST_F(ProcfsSamplerExecTest, GenerationsCountOn) {
  FakeProcess running = process(100);
  for (int generation = 0; generation < 5; ++generation) {
    proc_.put(running);
    EXPECT_EQ(scan().at(100).identity.exec_generation, generation);
    running.pages.text += 1;
  }
}

TEST_F(ProcfsSamplerExecTest, GenerationsBeginAgainWithAnotherProcess) {
  FakeProcess running = process(100);
  proc_.put(running);
  scan();
  running.pages.text += 1;
  proc_.put(running);
  EXPECT_EQ(scan().at(100).identity.exec_generation, 1);
  running.start_ticks += 1;
  proc_.put(running);
  EXPECT_EQ(scan().at(100).identity.exec_generation, 0);
}

TEST_F(ProcfsSamplerExecTest, ANewNameAloneIsNoExec) {
  proc_.put(process(100));
  const auto before = scan().at(100);
  FakeProcess renamed = process(100);
  renamed.comm = "worker: idle";
  renamed.command_line = "worker: idle";
  proc_.put(renamed);
  const auto after = scan_all_turns().at(100);
  EXPECT_EQ(after.token, before.token);
  EXPECT_EQ(after.identity.comm, "worker");
}

TEST_F(ProcfsSamplerExecTest, AProgramWithoutVisibleFileNeedsNameAndCommandLineToDiffer) {
  FakeProcess hidden = process(100);
  hidden.exe.reset();
  hidden.start_stack = 0;
  proc_.put(hidden);
  scan();
  hidden.comm = "renamed";
  proc_.put(hidden);
  EXPECT_EQ(scan_all_turns().at(100).identity.exec_generation, 0);
  hidden.comm = "other";
  hidden.command_line = "other";
  proc_.put(hidden);
  EXPECT_EQ(scan_all_turns().at(100).identity.exec_generation, 1);
}

TEST_F(ProcfsSamplerExecTest, AnExecMayBringAProcessIntoAFilterAndOutOfIt) {
  FilterSettings filter;
  filter.include = {"^other$"};
  filter_by(filter);
  proc_.put(process(100));
  EXPECT_TRUE(scan().empty());
  FakeProcess after = after_exec();
  after.pages.text += 1;
  proc_.put(after);
  EXPECT_EQ(pids(scan()), Pids{100});
  proc_.put(process(100));
  EXPECT_TRUE(scan().empty());
}

TEST_F(ProcfsSamplerExecTest, AProgramFirstSeenInTheMidstOfItsExecIsTheSameOneWhenItsTextAppears) {
  FakeProcess starting = process(100);
  starting.pages.text = 0;
  proc_.put(starting);
  const auto before = scan().at(100);
  starting.pages.text = 25;
  proc_.put(starting);
  const auto after = scan().at(100);
  EXPECT_EQ(after.token, before.token);
  EXPECT_EQ(after.identity.exec_generation, 0);
}

}  // namespace
}  // namespace tidemark
