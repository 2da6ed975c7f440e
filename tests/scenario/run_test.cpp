#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <thread>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::joined;
using testing::Outcome;
using testing::RealProcess;
using testing::Rows;
using testing::run_to_end;
using testing::Words;

class Run : public testing::RecorderTest {};

TEST_F(Run, RecordsProcessesUntilItIsToldToStop) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    RealProcess recorder({run()});
    ASSERT_TRUE(reaches_ticks(ticks() + 3));
    recorder.send(signal);
    EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
    EXPECT_EQ(recorder.output(), "");
    // Where the kernel has no PSI or hides processes, a note says so.
    EXPECT_EQ(recorder.errors().find("warning"), std::string::npos) << recorder.errors();
    expect_closed_cleanly();
    const std::string own_pid = std::to_string(getpid());
    EXPECT_GE(number("SELECT count(*) FROM sample_filled WHERE pid = " + own_pid), 3);
    EXPECT_GE(number("SELECT count(*) FROM process WHERE pid = " + std::to_string(recorder.pid())), 1);
  }
}

TEST_F(Run, StartingAgainAppendsASession) {
  for (int session = 1; session <= 2; ++session) {
    RealProcess recorder({run()});
    ASSERT_TRUE(testing::comes_true(
        [&] { return ticks() > 0 && number("SELECT max(session) FROM tick") == session; }));
    recorder.send(SIGTERM);
    EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  }
  EXPECT_EQ(rows("SELECT count(*), count(DISTINCT uuid), min(ended_cleanly) FROM session"), Rows{"2|2|1"});
  EXPECT_EQ(number("SELECT count(*) FROM process AS p JOIN tick AS t ON t.id = p.first_tick WHERE t.session "
                   "<> p.session"),
            0);
  EXPECT_EQ(number("SELECT max(id) FROM tick WHERE session = 1") + 1,
            number("SELECT min(id) FROM tick WHERE session = 2"));
}

TEST_F(Run, WaitsAtItsStartForAReaderOfTheClosedRecording) {
  EXPECT_EQ(run_to_end({exec({"true"})}).status, 0);
  const std::int64_t before = ticks();
  std::optional<Database> reader(std::in_place, recording_, SQLITE_OPEN_READONLY, recording_);
  reader->execute("BEGIN");
  EXPECT_EQ(reader->query_int64("SELECT count(*) FROM tick"), before);
  RealProcess recorder({run()});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_TRUE(recorder.is_running()) << recorder.errors();
  reader.reset();
  EXPECT_TRUE(reaches_ticks(before + 1)) << recorder.errors();
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
}

TEST_F(Run, StartsAgainOnAKilledRecordingThatIsBeingRead) {
  {
    RealProcess killed({run()});
    ASSERT_TRUE(reaches_ticks(2));
  }
  const Database reader(recording_, SQLITE_OPEN_READONLY, recording_);
  reader.execute("BEGIN");
  const std::int64_t before = reader.query_int64("SELECT count(*) FROM tick");
  RealProcess recorder({run()});
  EXPECT_TRUE(reaches_ticks(before + 2)) << recorder.errors();
  EXPECT_EQ(reader.query_int64("SELECT count(*) FROM tick"), before);
}

TEST_F(Run, ASecondRecorderIsRefused) {
  RealProcess first({run()});
  ASSERT_TRUE(reaches_ticks(1));
  const Outcome second = run_to_end({run()});
  EXPECT_EQ(second.status, 2);
  EXPECT_NE(second.errors.find(recording_ + ": cannot record: another recorder"), std::string::npos)
      << second.errors;
  ASSERT_TRUE(reaches_ticks(ticks() + 2));
  first.send(SIGTERM);
  EXPECT_EQ(first.wait(), 0) << first.errors();
  EXPECT_EQ(number("SELECT count(*) FROM session"), 1);
}

TEST_F(Run, TicksMissedWhileItWasStoppedAreCountedAndNotBunched) {
  RealProcess recorder({run()});
  ASSERT_TRUE(reaches_ticks(3));
  recorder.send(SIGSTOP);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  recorder.send(SIGCONT);
  ASSERT_TRUE(reaches_ticks(ticks() + 4));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_GE(number("SELECT max(missed_before) FROM tick WHERE gap_reason = 'late'"), 18);
  // Taken and missed ticks together fill the time; the first and the last may be late by something
  // themselves.
  const std::int64_t due = number("SELECT (max(boottime_ns) - min(boottime_ns)) / 50000000 FROM tick");
  const std::int64_t counted = number("SELECT count(*) - 1 + sum(missed_before) FROM tick");
  EXPECT_NEAR(static_cast<double>(counted), static_cast<double>(due), 4);
}

TEST_F(Run, RecordsATreeOnly) {
  RealProcess tree({shell("sleep 30 & sleep 31; :")});
  RealProcess recorder({run({"--interval", "50ms", "--pid-tree", std::to_string(tree.pid())})});
  ASSERT_TRUE(testing::comes_true(
      [&] { return ticks() > 0 && number("SELECT max(processes_seen) FROM tick") == 3; }));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(number("SELECT count(*) FROM process WHERE pid <> ppid AND (pid = " + std::to_string(tree.pid()) +
                   " OR ppid = " + std::to_string(tree.pid()) + ")"),
            number("SELECT count(*) FROM process"));
  tree.send(SIGTERM);
}

TEST_F(Run, EndsWithTheTreeThatItRecords) {
  RealProcess tree({shell("sleep 30 & sleep 0.5; exec sleep 31")});
  RealProcess recorder({run({"--interval", "50ms", "--pid-tree", std::to_string(tree.pid())})});
  ASSERT_TRUE(reaches_ticks(2)) << recorder.errors();
  tree.send(SIGKILL);
  ASSERT_TRUE(reaches_ticks(ticks() + 3)) << "a descendant lives";
  kill(static_cast<pid_t>(number(R"(SELECT max(pid) FROM process WHERE command_line = '["sleep","30"]')")),
       SIGKILL);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_NE(recorder.errors().find("and all its descendants have ended"), std::string::npos)
      << recorder.errors();
  expect_closed_cleanly();
}

TEST_F(Run, EndsAfterItsDuration) {
  const Outcome outcome = run_to_end({run({"--interval", "50ms", "--duration", "600ms"})});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_NE(outcome.errors.find("the recording ends: 600 ms are over"), std::string::npos) << outcome.errors;
  EXPECT_GE(ticks(), 4);
  EXPECT_LE(ticks(), 14);
  expect_closed_cleanly();
}

TEST_F(Run, EndsWhenAProcessHasEnded) {
  RealProcess waited({shell("exec sleep 30")});
  RealProcess recorder({run({"--interval", "50ms", "--until-exit", std::to_string(waited.pid())})});
  ASSERT_TRUE(reaches_ticks(3)) << recorder.errors();
  waited.send(SIGKILL);
  waited.wait();
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_NE(recorder.errors().find("the recording ends: process "), std::string::npos) << recorder.errors();
  expect_closed_cleanly();
  const Outcome outcome = run_to_end({run({"--until-exit", "4194304"})});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.errors.find("until-exit: there is no process 4194304"), std::string::npos)
      << outcome.errors;
}

TEST_F(Run, ATreeThatIsNotThereIsSaidAndNothingRecorded) {
  const Outcome outcome = run_to_end({run({"--pid-tree", "4194304"})});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.errors.find("pid-tree: there is no process 4194304"), std::string::npos)
      << outcome.errors;
}

TEST_F(Run, FiltersThatMatchNothingAreSaidAtItsEnd) {
  RealProcess recorder({run({"--interval", "50ms", "--include", "^no-such-program$"})});
  ASSERT_TRUE(reaches_ticks(2));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0);
  EXPECT_NE(recorder.errors().find(
                "no process has matched the filters so far: {\"include\":[\"^no-such-program$\"]}"),
            std::string::npos)
      << recorder.errors();
}

// As a shell starts what a script puts into the background.
TEST_F(Run, AnInterruptEndsItThoughAScriptHasItIgnored) {
  RealProcess recorder({run(), {}, {}, [] { std::signal(SIGINT, SIG_IGN); }});
  ASSERT_TRUE(reaches_ticks(2));
  recorder.send(SIGINT);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  expect_closed_cleanly();
}

TEST_F(Run, SecretsOfCommandLinesAreNotRecordedUnlessAllOfThemIs) {
  const RealProcess shown({shell("sleep 30; : --password hunter2 https://me:pw@host/")});
  for (const char* policy : {"masked", "full", "none"}) {
    std::filesystem::remove(recording_);
    RealProcess recorder(
        {run({"--interval", "50ms", "--command-lines", policy, "--pid-tree", std::to_string(shown.pid())})});
    ASSERT_TRUE(reaches_ticks(2)) << recorder.errors();
    recorder.send(SIGTERM);
    EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
    EXPECT_EQ(rows("SELECT command_line_policy FROM session"), Rows{policy});
    const bool tells = testing::read_bytes(recording_).find("hunter2") != std::string::npos;
    EXPECT_EQ(tells, std::string_view(policy) == "full");
    const bool has_line = number("SELECT count(*) FROM process WHERE command_line LIKE '%@host/%'") > 0;
    EXPECT_EQ(has_line, std::string_view(policy) != "none");
  }
}

TEST_F(Run, UnderNohupAHangupDoesNotEndIt) {
  RealProcess recorder({run(), {}, {}, [] { std::signal(SIGHUP, SIG_IGN); }});
  ASSERT_TRUE(reaches_ticks(2));
  recorder.send(SIGHUP);
  EXPECT_TRUE(reaches_ticks(ticks() + 5));
  EXPECT_TRUE(recorder.is_running());
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
}

TEST_F(Run, WhatTheUserCanMendIsStatus2AndNamed) {
  const auto expect_error = [&](const Words& options, const std::string& name) {
    const Outcome outcome = run_to_end({joined({{TIDEMARK_RECORDER, "run"}, options})});
    EXPECT_EQ(outcome.status, 2) << outcome.errors;
    EXPECT_NE(outcome.errors.find(name), std::string::npos) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
  };
  testing::write_bytes(directory_.file("ini"), "intervall = 1s\n");
  testing::write_bytes(directory_.file("text"), "not a recording\n");
  expect_error({"--interval", "9ms"}, "interval");
  expect_error({"--interval", "25h"}, "interval");
  expect_error({"--output", ""}, "output");
  expect_error({"--output", directory_.path()}, directory_.path());
  expect_error({"--output", directory_.file("text")}, directory_.file("text"));
  expect_error({"--user", "no-such-user"}, "no-such-user");
  expect_error({"--pid-tree", "0"}, "pid-tree");
  expect_error({"--command-lines", "some"}, "command-lines");
  expect_error({"--sampler", "ebpf"}, "sampler");
  expect_error({"--sampler", "bpf", "--proc-root", directory_.path()}, "sampler");
  expect_error({"--config", directory_.file("ini")}, "intervall");
  expect_error({"--exclude", "*"}, "exclude");
  expect_error({"--proc-root", directory_.file("none")}, directory_.file("none"));
  expect_error({"-o", recording_, "stray"}, "positional");
}

}  // namespace
}  // namespace tidemark
