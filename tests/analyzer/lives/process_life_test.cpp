#include "analyzer/lives/process_life.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Returns how many lives come out of a process in one session and, 20 s later, one in another; `change` makes
// them differ.
std::size_t lives_after(const std::function<void(MadeRecording& first, MadeRecording& second)>& change) {
  MadeRecording first(10);
  first.add_process({{0, 100}});
  MadeRecording second(10, 20, "other");
  second.add_process({{0, 100}});
  change(first, second);
  const std::array recordings{first.recording, second.recording};
  return join_processes(recordings).size();
}

RecordedProcess& process_of(MadeRecording& made) { return made.recording.processes[0]; }
Session& session_of(MadeRecording& made) { return made.recording.sessions[0]; }

TEST(JoinProcesses, AcrossSessionsWhereEverythingAgrees) {
  EXPECT_EQ(lives_after([](auto&, auto&) {}), 1U);
}

TEST(JoinProcesses, AnyDifferenceKeepsSessionsApart) {
  EXPECT_EQ(lives_after([](auto&, auto& second) { process_of(second).pid = 43; }), 2U);
  EXPECT_EQ(lives_after([](auto&, auto& second) { process_of(second).start_ticks = 78; }), 2U);
  EXPECT_EQ(lives_after([](auto&, auto& second) { process_of(second).exe = "/usr/bin/other"; }), 2U);
  EXPECT_EQ(lives_after([](auto&, auto& second) { process_of(second).command_line = "[]"; }), 2U);
  EXPECT_EQ(lives_after([](auto&, auto& second) { session_of(second).boot_id = "another"; }), 2U);
  EXPECT_EQ(lives_after([](auto&, auto& second) { session_of(second).pid_namespace = 2; }), 2U);
}

TEST(JoinProcesses, WhatIsUnknownKeepsSessionsApart) {
  const auto unknown_in_both = [](const std::function<void(MadeRecording&)>& forget) {
    return lives_after([&](auto& first, auto& second) {
      forget(first);
      forget(second);
    });
  };
  EXPECT_EQ(unknown_in_both([](auto& made) { process_of(made).start_ticks.reset(); }), 2U);
  EXPECT_EQ(unknown_in_both([](auto& made) { process_of(made).exe.reset(); }), 2U);
  EXPECT_EQ(unknown_in_both([](auto& made) { process_of(made).command_line.reset(); }), 2U);
  EXPECT_EQ(unknown_in_both([](auto& made) { session_of(made).boot_id.reset(); }), 2U);
  EXPECT_EQ(unknown_in_both([](auto& made) { session_of(made).pid_namespace.reset(); }), 2U);
}

TEST(JoinProcesses, AProcessThatHadEndedIsNotContinued) {
  EXPECT_EQ(lives_after([](auto& first, auto&) { process_of(first).exit_tick = 9; }), 2U);
}

TEST(JoinProcesses, OneThatNoTickSawHasNoLife) {
  EXPECT_EQ(lives_after([](auto&, auto& second) { process_of(second).first_tick.reset(); }), 1U);
  EXPECT_EQ(lives_after([](auto& first, auto& second) {
              process_of(first).first_tick.reset();
              process_of(second).first_tick.reset();
            }),
            0U);
}

TEST(JoinProcesses, ImportsAreNeverJoined) {
  EXPECT_EQ(lives_after([](auto& first, auto& second) {
              session_of(first).origin = "memorytools";
              session_of(second).origin = "memorytools";
            }),
            2U);
}

TEST(JoinProcesses, PartsOfOneSessionJoinByTheSessionsOwnIdentity) {
  const auto second_part = [](auto& first, auto& second) {
    session_of(second).uuid = session_of(first).uuid;
    session_of(second).part = 2;
    process_of(second).exe.reset();
  };
  EXPECT_EQ(lives_after(second_part), 1U);
  EXPECT_EQ(lives_after([&](auto& first, auto& second) {
              second_part(first, second);
              process_of(second).exec_generation = 1;
            }),
            2U);
}

TEST(JoinProcesses, AnExecOfTheSameProgramIsALifeOfItsOwnAndTheNewestContinues) {
  MadeRecording first(10);
  first.add_process({{0, 100}}).exit_tick = 5;
  first.add_process({{5, 100}}).exec_generation = 1;
  MadeRecording second(10, 20, "other");
  second.add_process({{0, 100}});
  const std::array recordings{second.recording, first.recording};
  const auto lives = join_processes(recordings);
  ASSERT_EQ(lives.size(), 2U);
  EXPECT_EQ(lives[0].parts.size(), 1U);
  ASSERT_EQ(lives[1].parts.size(), 2U);
  EXPECT_EQ(lives[1].parts[0].process().exec_generation, 1);
}

TEST(JoinProcesses, AReusedPidIsAnotherLife) {
  MadeRecording made(10);
  made.add_process({{0, 100}}).exit_tick = 5;
  made.add_process({{6, 100}}).start_ticks = 99;
  EXPECT_EQ(join_processes({&made.recording, 1}).size(), 2U);
}

}  // namespace
}  // namespace tidemark
