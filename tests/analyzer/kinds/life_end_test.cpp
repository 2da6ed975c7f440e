#include "analyzer/kinds/life_end.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <utility>
#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

using Rows = std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>>;

LifeEnd end_in(const MadeRecording& made, const TimeRange& range = {}) {
  const ProcessLife life{{{&made.recording, 0}}};
  const WholeSessions sessions = join_sessions({&made.recording, 1}, range);
  return end_of(life, sessions.begin()->second, fill_history(life, range), {});
}

// A process seen at each of 100 ticks, a second apart, or until its exit.
MadeRecording made_with_exit(std::optional<std::uint32_t> exit_tick) {
  MadeRecording made(100);
  made.add_process({{0, 1000}}).exit_tick = exit_tick;
  return made;
}

TEST(LastMoments, AreThreeIntervalsAndTwoSecondsAtLeast) {
  EXPECT_EQ(last_moments(std::chrono::milliseconds(100)), std::chrono::seconds(2));
  EXPECT_EQ(last_moments(std::chrono::seconds(5)), std::chrono::seconds(15));
}

TEST(EndOf, AnExitBeforeTheLastMomentsIsItsOwn) {
  EXPECT_EQ(end_in(made_with_exit(50)), LifeEnd::kByItself);
  EXPECT_EQ(end_in(made_with_exit(95)), LifeEnd::kByItself);
}

TEST(EndOf, AnExitInTheLastMomentsTellsNothing) {
  EXPECT_EQ(end_in(made_with_exit(96)), LifeEnd::kLasting);
  EXPECT_EQ(end_in(made_with_exit(99)), LifeEnd::kLasting);
}

TEST(EndOf, WhatIsThereAtTheEndIsLasting) { EXPECT_EQ(end_in(made_with_exit({})), LifeEnd::kLasting); }

// It went between two scans, of which the first was the last one of its file.
TEST(EndOf, WhatIsMissingInTheNextPartIsUnseen) {
  std::vector<Recording> parts{made_with_exit({}).recording, MadeRecording(100, 100).recording};
  parts[1].sessions[0].part = 2;
  const ProcessLife life{{{&parts[0], 0}}};
  const WholeSessions sessions = join_sessions(parts, {});
  const WholeSession& session = sessions.begin()->second;
  EXPECT_EQ(end_of(life, session, fill_history(life, {}), {}), LifeEnd::kUnseen);
  EXPECT_FALSE(is_seen_at_end(session, fill_history(life, {})));
}

TEST(EndOf, AnExitBehindTheRangeIsNotKnown) {
  const TimeRange range{.since = {}, .until = to_wall_time(1040 * kSecond)};
  EXPECT_EQ(end_in(made_with_exit(50), range), LifeEnd::kLasting);
  EXPECT_EQ(end_in(made_with_exit(20), range), LifeEnd::kByItself);
  MadeRecording made = made_with_exit(50);
  made.recording.processes[0].end.exit_code = 0;
  EXPECT_EQ(end_in(made, range), LifeEnd::kLasting);
}

LifeEnd told(const ProcessEnd& end, std::uint32_t exit_tick = 50) {
  MadeRecording made = made_with_exit(exit_tick);
  made.recording.processes[0].end = end;
  return end_in(made);
}

ProcessEnd signalled(int number) {
  ProcessEnd end;
  end.exit_signal = number;
  return end;
}

ProcessEnd exited(std::int64_t code) {
  ProcessEnd end;
  end.exit_code = code;
  return end;
}

TEST(EndOf, ASignalFromOutsideStops) {
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGTERM, SIGUSR1})
    EXPECT_EQ(told(signalled(number)), LifeEnd::kStopped) << number;
}

TEST(EndOf, ACrashIsItsOwn) {
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGPIPE})
    EXPECT_EQ(told(signalled(number)), LifeEnd::kByItself) << number;
}

TEST(EndOf, AnExitCodeThatStandsForASignalStops) {
  for (const int code : {129, 130, 137, 143}) EXPECT_EQ(told(exited(code)), LifeEnd::kStopped) << code;
  for (const int code : {0, 1, 2, 127, 139}) EXPECT_EQ(told(exited(code)), LifeEnd::kByItself) << code;
}

TEST(EndOf, AnExitAfterASignalToStopStops) {
  ProcessEnd end = exited(0);
  end.stop_signal = SIGTERM;
  EXPECT_EQ(told(end), LifeEnd::kStopped);
}

TEST(EndOf, AnExitThatIsKnownIsItsOwnAlsoInTheLastMoments) {
  EXPECT_EQ(told(exited(0), 99), LifeEnd::kByItself);
  EXPECT_EQ(told(signalled(SIGTERM), 99), LifeEnd::kStopped);
}

TEST(EndOf, AKillForWantOfMemoryIsToldAsThat) {
  ProcessEnd end = signalled(SIGKILL);
  end.killed_for_memory = true;
  EXPECT_EQ(told(end), LifeEnd::kKilledForMemory);
  end.killed_for_memory = false;
  EXPECT_EQ(told(end), LifeEnd::kStopped);
}

// Node.js, or another program without a bound, that holds so many MiB when a signal ends it.
LifeEnd told_of_heap(std::int64_t held_mib, std::optional<double> bound_mib, int number = SIGABRT) {
  MadeRecording made = made_with_exit(50);
  made.recording.processes[0].end = signalled(number);
  made.recording.processes[0].rows = {};
  MemoryKib memory;
  memory.rss = Kib(1024 * (held_mib + 20));
  memory.shared = Kib(1024 * 20);
  made.recording.processes[0].rows.push_back({0, memory});
  ProcessTraits traits;
  if (bound_mib) traits.v8_bound_bytes = *bound_mib * 1048576.0;
  const ProcessLife life{{{&made.recording, 0}}};
  const WholeSessions sessions = join_sessions({&made.recording, 1}, {});
  return end_of(life, sessions.begin()->second, fill_history(life, {}), traits);
}

TEST(EndOf, AnAbortOfNodeAsHighAsItsHeapMayGrowIsThatOfAFullHeap) {
  EXPECT_EQ(told_of_heap(139, 128), LifeEnd::kHeapFull);
  EXPECT_EQ(told_of_heap(128, 128), LifeEnd::kHeapFull);
  EXPECT_EQ(told_of_heap(120, 128), LifeEnd::kByItself) << "there is room";
  EXPECT_EQ(told_of_heap(200, 128), LifeEnd::kByItself) << "most of it is no heap's";
  EXPECT_EQ(told_of_heap(139, {}), LifeEnd::kByItself) << "nothing bounds it";
  EXPECT_EQ(told_of_heap(139, 128, SIGSEGV), LifeEnd::kByItself);
  EXPECT_EQ(told_of_heap(139, 128, SIGTERM), LifeEnd::kStopped);
}

TEST(EndOf, AnImportedProcessThatIsMissingAtTheEndIsUnseen) {
  const auto imported = [](std::uint32_t samples) {
    MadeRecording made(100);
    made.recording.sessions[0].every_sample = true;
    made.recording.sessions[0].origin = "memorytools";
    Rows rows;
    for (std::uint32_t i = 0; i < samples; ++i) rows.emplace_back(i, 1000);
    made.add_process(rows);
    return made;
  };
  EXPECT_EQ(end_in(imported(100)), LifeEnd::kLasting);
  EXPECT_EQ(end_in(imported(97)), LifeEnd::kLasting);
  EXPECT_EQ(end_in(imported(60)), LifeEnd::kUnseen);
}

}  // namespace
}  // namespace tidemark
