#include "recorder/session/session_recorder.hpp"

#include <gtest/gtest.h>

#include <linux/capability.h>

#include <filesystem>

#include "common/error.hpp"
#include "recorder/system/capabilities.hpp"
#include "tests/support/fake_proc.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using testing::FakeProcess;
using testing::query_rows;
using testing::Rows;

class SessionRecorderTest : public ::testing::Test {
 protected:
  SessionRecorderTest() {
    proc_.put({});
    settings_.output.path = directory_.file("r");
    settings_.interval = 1s;
    settings_.sampler.proc_root = proc_.root();
    settings_.filter.tree_root = 1;
  }

  SessionRecorder start() {
    return {settings_, Clock{[this] { return boottime_; }, [this] { return wall_; }},
            [this](std::string_view level, std::string_view message) {
              log_.push_back(std::string(level) + ": " + std::string(message));
            }};
  }

  void tick(SessionRecorder& session, std::int64_t missed = 0) {
    boottime_ += (missed + 1) * 1s;
    wall_ += (missed + 1) * 1s;
    session.take_tick(missed);
  }

  // Only once the session has ended.
  [[nodiscard]] Rows rows(const std::string& sql) const { return query_rows(settings_.output.path, sql); }

  testing::TemporaryDirectory directory_;
  testing::FakeProc proc_;
  SessionSettings settings_;
  nanoseconds boottime_ = 100s;
  nanoseconds wall_ = 1'800'000'000s;
  std::vector<std::string> log_;
};

TEST_F(SessionRecorderTest, DescribesItself) {
  settings_.filter = {};
  settings_.filter.include = {"w"};
  settings_.sampler.command_lines = CommandLinePolicy::kNone;
  {
    SessionRecorder session = start();
    EXPECT_TRUE(session.end());
  }
  EXPECT_EQ(
      rows("SELECT part, origin, axis, every_sample, start_wall_ns, start_boottime_ns, interval_ns, sampler,"
           " filters, command_line_policy, mem_total_kib, ended_cleanly, length(uuid) FROM session"),
      Rows{"1|recorded|boottime|0|1800000000000000000|100000000000|1000000000|procfs|{\"include\":[\"w\"]}|"
           "none|"
           "8000000|1|36"});
}

TEST_F(SessionRecorderTest, StacksThatAreAskedForAndCannotBeSampledAreAnErrorOfACommand) {
  settings_.fault_stacks = FaultStacksChoice::kOn;
  settings_.filter.tree_root = getpid();
  settings_.filter.tree_root_itself = false;
  try {
    static_cast<void>(start());
    FAIL() << "the directory is not the system's /proc";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("is not that of this system"), std::string::npos)
        << error.what();
  }
}

TEST_F(SessionRecorderTest, AHostIsRecordedWithoutStacksThatCannotBeSampled) {
  settings_.fault_stacks = FaultStacksChoice::kOn;
  {
    SessionRecorder session = start();
    tick(session);
    session.end();
  }
  ASSERT_EQ(log_.size(), 1U);
  EXPECT_EQ(log_[0], "warning: stacks of page faults: they cannot be sampled: " + proc_.root() +
                         " is not that of this system");
  EXPECT_EQ(rows("SELECT fault_stacks, (SELECT count(*) FROM tick) FROM session"),
            Rows{proc_.root() + " is not that of this system|1"});
}

TEST_F(SessionRecorderTest, StacksAreOfACommandAloneUnlessTheyAreAskedFor) {
  {
    SessionRecorder session = start();
    tick(session);
    EXPECT_FALSE(session.pump_stacks());
    session.end();
  }
  EXPECT_EQ(rows("SELECT fault_stacks, (SELECT count(fault_samples_lost) FROM tick) FROM session"),
            Rows{"off|0"});
}

TEST_F(SessionRecorderTest, WhyTheyCannotBeSampledIsRecorded) {
  settings_.filter.tree_root = getpid();
  settings_.filter.tree_root_itself = false;
  {
    SessionRecorder session = start();
    session.end();
  }
  EXPECT_EQ(rows("SELECT fault_stacks FROM session"), Rows{proc_.root() + " is not that of this system"});
}

TEST_F(SessionRecorderTest, WritesWhatAScanFinds) {
  {
    SessionRecorder session = start();
    tick(session);
    tick(session);
    EXPECT_EQ(session.ticks_written(), 2);
    session.end();
  }
  EXPECT_EQ(
      rows("SELECT boottime_ns / 1000000000, processes_seen, processes_unread, missed_before, gap_reason,"
           " mem_available_kib, interval_ns FROM tick"),
      (Rows{"101|1|0|0|NULL|4000000|1000000000", "102|1|0|0|NULL|4000000|1000000000"}));
  EXPECT_EQ(rows("SELECT tick, pid, vm_size_kib FROM sample_filled"), (Rows{"1|100|4000", "2|100|4000"}));
  EXPECT_EQ(rows("SELECT recorder_cpu_ns > 0, recorder_rss_kib > 0, recorder_written_bytes > 0 FROM tick "
                 "WHERE id = 2"),
            Rows{"1|1|1"});
}

TEST_F(SessionRecorderTest, WhatCameAndWentUnseenIsCountedAlsoOverTicksThatAreLost) {
  const auto start_tasks = [&](int last_pid) {
    testing::write_bytes(proc_.root() + "/loadavg", "0.00 0.00 0.00 1/80 " + std::to_string(last_pid) + "\n");
  };
  start_tasks(500);
  {
    SessionRecorder session = start();
    tick(session);
    start_tasks(510);
    FakeProcess child;
    child.pid = 510;
    child.ppid = 100;
    proc_.put(child);
    tick(session);
    tick(session);
    {
      start_tasks(513);
      const testing::WritesFail broken;
      tick(session);
    }
    start_tasks(515);
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT short_lived_unknown FROM tick"), (Rows{"NULL", "9", "0", "5"}));
}

TEST_F(SessionRecorderTest, ExitsThatAreAskedForAndNotToldOfAreAnError) {
  settings_.exits = ExitsChoice::kTaskstats;
  if (has_capability(CAP_NET_ADMIN)) GTEST_SKIP() << "exits may be listened to here";
  EXPECT_THROW(start(), UserError);
}

TEST_F(SessionRecorderTest, MarksAreWrittenWithTheNextTickAtTheTimeTheyCame) {
  {
    SessionRecorder session = start();
    tick(session);
    EXPECT_TRUE(session.add_mark({"begin", "a\nb", false, 900}, {.sender = 7}));
    boottime_ += 1s;
    wall_ -= 1h;
    EXPECT_TRUE(session.add_mark({"end", "a\nb"}, {.age = 250ms}));
    {
      const testing::WritesFail fault;
      tick(session);
    }
    tick(session);
    EXPECT_TRUE(session.add_mark({"note", "last"}, {.sender = 8}));
    session.end();
  }
  EXPECT_EQ(
      rows("SELECT session, kind, name, boottime_ns / 1e9, wall_ns / 1e9, sender_pid, sender_held_kib FROM "
           "mark ORDER BY id"),
      (Rows{"1|begin|a\\x0Ab|101.0|1800000001.0|7|900", "1|end|a\\x0Ab|101.75|1799996400.75|NULL|NULL",
            "1|note|last|104.0|1799996403.0|8|NULL"}));
  EXPECT_EQ(rows("SELECT count(*), max(ended_cleanly) FROM tick, session"), Rows{"3|1"});
}

TEST_F(SessionRecorderTest, MarksWaitInBoundedNumber) {
  SessionRecorder session = start();
  int taken = 0;
  while (taken < 20'000 && session.add_mark({"note", "n"}, {.sender = 7})) ++taken;
  EXPECT_EQ(taken, 10'000);
  tick(session);
  EXPECT_TRUE(session.add_mark({"note", "n"}, {.sender = 7}));
  session.end();
}

TEST_F(SessionRecorderTest, TicksThatCameTooLateAreCounted) {
  {
    SessionRecorder session = start();
    tick(session);
    tick(session, 3);
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT missed_before, gap_reason FROM tick"), (Rows{"0|NULL", "3|late", "0|NULL"}));
}

TEST_F(SessionRecorderTest, AWallClockSetBackADayLeavesTheAxisStraight) {
  {
    SessionRecorder session = start();
    tick(session);
    wall_ -= 24h;
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT (max(boottime_ns) - min(boottime_ns)) / 1000000000, (max(wall_ns) - min(wall_ns)) / "
                 "1000000000"
                 " FROM tick"),
            Rows{"1|86399"});
}

// Steps of a day and more, a leap second (23:59:59 comes twice) and an NTP slew of 0.5 ms a second.
TEST_F(SessionRecorderTest, WhateverTheWallClockDoesTheAxisIsStraight) {
  {
    SessionRecorder session = start();
    for (const nanoseconds by :
         {nanoseconds(24h), nanoseconds(-24h), nanoseconds(-1s), nanoseconds(365 * 24h)}) {
      tick(session);
      wall_ += by;
    }
    for (int i = 0; i < 10; ++i) {
      tick(session);
      wall_ -= 500us;
    }
    session.end();
  }
  EXPECT_EQ(rows("SELECT DISTINCT boottime_ns / 1000000 - 1000 * id, missed_before, gap_reason FROM tick"),
            Rows{"100000|0|NULL"});
  EXPECT_EQ(rows("SELECT wall_ns / 1000000000 - 1800000000 FROM tick WHERE id <= 4"),
            (Rows{"1", "86402", "3", "3"}));
}

TEST_F(SessionRecorderTest, ASuspendIsAGapThatIsNamedAndNoScanIsMissed) {
  nanoseconds suspended = 5s;
  {
    SessionRecorder session(settings_,
                            Clock{.boottime = [this] { return boottime_; },
                                  .wall = [this] { return wall_; },
                                  .suspended = [&] { return suspended; }},
                            [](std::string_view, std::string_view) {});
    tick(session);
    for (nanoseconds* clock : {&boottime_, &wall_, &suspended}) *clock += 8h;
    {
      const testing::WritesFail fault;
      tick(session);
    }
    tick(session);
    for (nanoseconds* clock : {&boottime_, &wall_, &suspended}) *clock += 8h;
    tick(session);
    tick(session, 1);
    session.end();
  }
  EXPECT_EQ(rows("SELECT boottime_ns / 1000000000, missed_before, substr(gap_reason, 1, 12) FROM tick"),
            (Rows{"101|0|NULL", "28903|1|write failed", "57704|0|suspended", "57706|1|late"}));
  EXPECT_EQ(rows("SELECT DISTINCT vm_size_kib FROM sample_filled"), Rows{"4000"});
}

TEST_F(SessionRecorderTest, LostTicksAreCountedWithTheirReasonAndLoggedOnceAnEpisode) {
  {
    SessionRecorder session = start();
    tick(session);
    for (int episode = 0; episode < 2; ++episode) {
      {
        const testing::WritesFail fault;
        tick(session);
        tick(session, 2);
      }
      tick(session, 1);
      tick(session);
    }
    EXPECT_EQ(session.ticks_written(), 5);
    EXPECT_TRUE(session.end());
  }
  EXPECT_EQ(rows("SELECT missed_before, substr(gap_reason, 1, 13) FROM tick"),
            (Rows{"0|NULL", "5|write failed:", "0|NULL", "5|write failed:", "0|NULL"}));
  ASSERT_EQ(log_.size(), 4U);
  EXPECT_TRUE(log_[0].starts_with("warning: write failed: " + settings_.output.path)) << log_[0];
  EXPECT_TRUE(log_[1].starts_with("note: recording again; 4 ticks")) << log_[1];
}

TEST_F(SessionRecorderTest, AProcessThatEndsWhileTicksAreLostEndsAtTheNextWritten) {
  FakeProcess other;
  other.pid = 200;
  proc_.put(other);
  {
    SessionRecorder session = start();
    tick(session);
    proc_.remove(200);
    {
      const testing::WritesFail fault;
      tick(session);
    }
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT pid, first_tick, exit_tick FROM process"), (Rows{"100|1|NULL", "200|1|2"}));
}

TEST_F(SessionRecorderTest, AScanThatFailsLosesItsTickAndEndsNoProcess) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers open a pipe to look at an exception, and here nothing opens";
#endif
  {
    SessionRecorder session = start();
    tick(session);
    {
      const testing::OpensFail fault;
      tick(session);
    }
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT missed_before, substr(gap_reason, 1, 12) FROM tick"),
            (Rows{"0|NULL", "1|scan failed:"}));
  EXPECT_EQ(rows("SELECT pid, exit_tick FROM process"), Rows{"100|NULL"});
}

TEST_F(SessionRecorderTest, AClosedRecordingIsOneFileInDeleteMode) {
  {
    SessionRecorder session = start();
    tick(session);
    EXPECT_TRUE(std::filesystem::exists(settings_.output.path + "-wal"));
    EXPECT_TRUE(session.end());
  }
  EXPECT_EQ(testing::list_names(directory_.path()), std::vector<std::string>{"r"});
  EXPECT_EQ(rows("PRAGMA journal_mode"), Rows{"delete"});
  EXPECT_TRUE(log_.empty());
}

TEST_F(SessionRecorderTest, AnEndThatCannotBeWrittenIsSaidAndLosesNoTick) {
  {
    SessionRecorder session = start();
    tick(session);
    const testing::WritesFail fault;
    EXPECT_FALSE(session.end());
  }
  ASSERT_EQ(log_.size(), 1U);
  EXPECT_TRUE(log_[0].starts_with("warning: the recording could not be closed cleanly")) << log_[0];
  EXPECT_EQ(rows("SELECT ended_cleanly, (SELECT count(*) FROM tick) FROM session"), Rows{"0|1"});
}

TEST_F(SessionRecorderTest, StartingAgainAppendsASessionThatCarriesNothingOver) {
  for (int run = 0; run < 2; ++run) {
    SessionRecorder session = start();
    tick(session);
    session.end();
  }
  EXPECT_EQ(rows("SELECT count(DISTINCT uuid), count(*) FROM session"), Rows{"2|2"});
  EXPECT_EQ(rows("SELECT session, pid, first_tick FROM process"), (Rows{"1|100|1", "2|100|2"}));
  EXPECT_EQ(rows("SELECT tick, vm_size_kib FROM sample"), (Rows{"1|4000", "2|4000"}));
}

TEST_F(SessionRecorderTest, ScansThatCannotKeepUpAreLoggedOnceAMinute) {
  SessionRecorder session = start();
  for (int i = 0; i < 40; ++i) tick(session, 2);  // two minutes
  session.end();
  EXPECT_EQ(log_.size(), 2U);
  EXPECT_EQ(log_[0], "warning: 40 of the last 60 scans came too late and were left out");
}

TEST_F(SessionRecorderTest, NowAndThenALateScanIsNotWorthALine) {
  SessionRecorder session = start();
  for (int i = 0; i < 200; ++i) tick(session, i % 20 == 0 ? 1 : 0);
  session.end();
  EXPECT_TRUE(log_.empty());
}

TEST_F(SessionRecorderTest, ScansThatCostTooMuchAreMadeLessOftenAndTheRecordingSaysSo) {
  settings_.max_cpu = 0.1;
  nanoseconds cpu = 0s;
  SessionRecorder session(settings_,
                          Clock{[this] { return boottime_; }, [this] { return wall_; }, [&] { return cpu; }},
                          [this](std::string_view level, std::string_view message) {
                            log_.push_back(std::string(level) + ": " + std::string(message));
                          });
  for (int i = 0; i < 8; ++i) {
    cpu += 250ms;
    tick(session);
  }
  EXPECT_EQ(session.interval(), 3s);
  session.end();
  EXPECT_EQ(rows("SELECT DISTINCT interval_ns / 1000000 FROM tick ORDER BY id"), (Rows{"1000", "3000"}));
  ASSERT_EQ(log_.size(), 1U);
  EXPECT_TRUE(log_[0].ends_with("the interval is now 3.0 s")) << log_[0];
}

TEST_F(SessionRecorderTest, WhatIsHiddenIsSaidOnceWhereAllProcessesAreRecorded) {
  std::filesystem::create_directory(proc_.root() + "/self");
  testing::write_bytes(proc_.root() + "/self/mounts",
                       "proc " + proc_.root() + " proc rw,hidepid=invisible 0 0\n");
  settings_.filter = {};
  SessionRecorder session = start();
  tick(session);
  tick(session);
  session.end();
  ASSERT_EQ(log_.size(), 2U);
  EXPECT_NE(log_[0].find("hidepid=invisible: processes of other users may not be seen"), std::string::npos);
  EXPECT_NE(log_[1].find("(PSI) cannot be read"), std::string::npos);
  EXPECT_EQ(rows("SELECT visibility FROM session"), Rows{"hidepid=invisible"});
}

TEST_F(SessionRecorderTest, AnOutputOrRootThatDoesNotDoIsNamed) {
  settings_.output.path = directory_.file("none/r");
  EXPECT_THROW(start(), FileError);
  settings_.output.path = directory_.file("r");
  settings_.sampler.proc_root = directory_.file("none");
  EXPECT_THROW(start(), FileError);
  EXPECT_TRUE(testing::list_names(directory_.path()).empty());
}

}  // namespace
}  // namespace tidemark
