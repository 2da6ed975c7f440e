#include <gtest/gtest.h>

#include <thread>

#include "tests/scenario/recorder_fixture.hpp"
#include "tests/support/notify_socket.hpp"

namespace tidemark {
namespace {

using testing::NotifySocket;
using testing::Outcome;
using testing::RealProcess;
using testing::run_to_end;
using testing::Words;

// The recorder under a service manager, which this test is.
class Service : public testing::RecorderTest {
 protected:
  void configure(const std::string& lines) const {
    testing::write_bytes(config_, "output = " + recording_ + "\n" + lines);
  }
  [[nodiscard]] testing::Launch launch(const Words& variables = {}) const {
    return {{TIDEMARK_RECORDER, "run", "--config", config_},
            testing::joined({{"NOTIFY_SOCKET=" + manager_.name()}, variables})};
  }
  [[nodiscard]] std::int64_t sessions() const { return number("SELECT count(*) FROM session"); }
  // Sends a SIGHUP; returns what the recorder says when it has dealt with it.
  [[nodiscard]] std::string reload(const RealProcess& recorder) const {
    recorder.send(SIGHUP);
    EXPECT_NE(manager_.take_until("RELOADING=1\nMONOTONIC_USEC="), "");
    return manager_.take_until("READY=1\n");
  }
  void expect_refused(const RealProcess& recorder, const std::string& lines, const std::string& named) const {
    configure(lines);
    const std::string status = reload(recorder);
    EXPECT_NE(status.find(named), std::string::npos) << status;
    EXPECT_NE(recorder.errors().find("the old one stays in force: "), std::string::npos) << recorder.errors();
    EXPECT_TRUE(reaches_ticks(ticks() + 2));
  }

  std::string config_ = directory_.file("recorder.ini");
  NotifySocket manager_{directory_.file("notify")};
};

TEST_F(Service, IsReadyOnceTheRecordingIsOpenAndSaysWhenItStops) {
  configure("interval = 50ms\n");
  RealProcess recorder(launch());
  EXPECT_NE(manager_.take_until("READY=1\nSTATUS=recording to " + recording_), "");
  EXPECT_EQ(sessions(), 1);
  recorder.send(SIGTERM);
  EXPECT_NE(manager_.take_until("STOPPING=1"), "");
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  expect_closed_cleanly();
}

TEST_F(Service, NeverBecomesReadyWithoutARecording) {
  testing::write_bytes(recording_, "something else\n");
  configure("interval = 50ms\n");
  EXPECT_EQ(run_to_end(launch()).status, 2);
  EXPECT_EQ(manager_.take({.tv_sec = 0, .tv_usec = 1000}), std::nullopt);
}

TEST_F(Service, AnIntervalLongerThanTheWatchdogsTimeIsNoReasonToBeKilled) {
  configure("interval = 1h\n");
  RealProcess recorder(launch({"WATCHDOG_USEC=400000"}));
  for (int ping = 0; ping < 6; ++ping) EXPECT_NE(manager_.take_until("WATCHDOG=1\n"), "");
  EXPECT_EQ(ticks(), 1);
}

TEST_F(Service, TheWatchdogOfAnotherProcessIsNotToldOfThisOne) {
  configure("interval = 50ms\n");
  RealProcess recorder(launch({"WATCHDOG_USEC=400000", "WATCHDOG_PID=1"}));
  ASSERT_NE(manager_.take_until("READY=1"), "");
  ASSERT_TRUE(reaches_ticks(10));
  EXPECT_EQ(manager_.take({.tv_sec = 0, .tv_usec = 1000}), std::nullopt);
}

TEST_F(Service, NewSettingsTakeEffectInANewSessionWithoutAGap) {
  configure("interval = 100ms\n");
  RealProcess recorder(launch());
  ASSERT_NE(manager_.take_until("READY=1"), "");
  ASSERT_TRUE(reaches_ticks(3));
  configure("interval = 50ms\nexclude = no-such-program\n");
  EXPECT_NE(reload(recorder).find("a scan every 50 ms"), std::string::npos);
  ASSERT_TRUE(reaches_ticks(ticks() + 4));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("SELECT interval_ns / 1000000, filters FROM session ORDER BY id"),
            (testing::Rows{"100|{}", R"(50|{"exclude":["no-such-program"]})"}));
  // A tick of the old interval, and what closing and opening takes on a busy machine.
  EXPECT_LT(number("SELECT (SELECT min(boottime_ns) FROM tick WHERE session = 2)"
                   " - (SELECT max(boottime_ns) FROM tick WHERE session = 1)"),
            1'000'000'000);
  expect_closed_cleanly();
}

TEST_F(Service, ABadConfigurationIsRefusedAndTheOldOneKept) {
  configure("interval = 50ms\n");
  RealProcess recorder(launch());
  ASSERT_NE(manager_.take_until("READY=1"), "");
  ASSERT_TRUE(reaches_ticks(2));
  expect_refused(recorder, "intervall = 1s\n", "intervall");
  expect_refused(recorder, "interval = 1ms\n", "1ms");
  expect_refused(recorder, "exclude = *\n", "exclude");
  EXPECT_EQ(sessions(), 1) << "what can be told beforehand does not end the session";
  expect_refused(recorder, "interval = 50ms\nsocket = /no-such/directory/socket\n", "/no-such/directory");
  testing::write_bytes(config_, "output = /no-such/directory/r.tidemark\n");
  EXPECT_NE(reload(recorder).find("refused: /no-such/directory"), std::string::npos);
  EXPECT_TRUE(reaches_ticks(ticks() + 2));
  configure("interval = 50ms\n");
  EXPECT_EQ(reload(recorder).find("refused"), std::string::npos);
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  expect_closed_cleanly();
}

TEST_F(Service, AConfigurationThatHasNotChangedDoesNotEndTheSession) {
  configure("interval = 50ms\n");
  RealProcess recorder(launch());
  ASSERT_NE(manager_.take_until("READY=1"), "");
  EXPECT_NE(reload(recorder), "");
  ASSERT_TRUE(reaches_ticks(ticks() + 2));
  EXPECT_EQ(sessions(), 1);
}

TEST_F(Service, AReloadLeavesTheSocketOfMarksOpen) {
  const std::string socket = directory_.file("marks");
  configure("interval = 50ms\nsocket = " + socket + "\n");
  RealProcess recorder(launch());
  ASSERT_NE(manager_.take_until("READY=1"), "");
  configure("interval = 60ms\nsocket = " + socket + "\n");
  EXPECT_NE(reload(recorder), "");
  EXPECT_EQ(run_to_end({{TIDEMARK_RECORDER, "mark", "--socket", socket, "note", "after"}}).status, 0);
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("SELECT session, name FROM mark"), testing::Rows{"2|after"});
}

TEST_F(Service, LinesToTheJournalBeginWithTheirPriority) {
  configure("intervall = 50ms\n");
  const std::string log = directory_.file("log");
  const Outcome outcome = run_to_end({shell("exec 2> " + log + "; JOURNAL_STREAM=$(stat -c %d:%i " + log +
                                            ") exec " TIDEMARK_RECORDER " run --config " + config_)});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(testing::read_bytes(log).starts_with("<3>tidemark-recorder: error: "))
      << testing::read_bytes(log);
}

TEST_F(Service, CheckSaysWhetherSettingsCanBeUsedAndRecordsNothing) {
  const Words check{TIDEMARK_RECORDER, "run", "--check", "--config", config_};
  configure("interval = 50ms\n");
  const Outcome good = run_to_end({check});
  EXPECT_EQ(good.status, 0) << good.errors;
  EXPECT_EQ(good.errors + good.output, "");
  configure("exclude = *\n");
  const Outcome bad = run_to_end({check});
  EXPECT_EQ(bad.status, 2);
  EXPECT_NE(bad.errors.find("exclude"), std::string::npos) << bad.errors;
  EXPECT_FALSE(has_file(""));
}

}  // namespace
}  // namespace tidemark
