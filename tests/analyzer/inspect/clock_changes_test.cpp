#include "analyzer/inspect/clock_changes.hpp"

#include <gtest/gtest.h>

#include "schema/bounds.hpp"

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

ClockChanges changes_of(const MadeRecording& made) {
  return find_clock_changes(made.recording, made.recording.sessions[0]);
}

TEST(FindClockChanges, AWallClockThatGoesWithTheAxisHasNone) {
  const ClockChanges changes = changes_of(MadeRecording(10));
  EXPECT_TRUE(changes.steps.empty());
  EXPECT_EQ(changes.slewed, 0ns);
  EXPECT_EQ(changes.suspends, 0U);
}

TEST(FindClockChanges, StepsOfADayAreToldInBothDirections) {
  MadeRecording made(10);
  for (std::size_t i = 3; i < 7; ++i) made.recording.ticks[i].wall_ns += 86'400 * kSecond;
  const ClockChanges changes = changes_of(made);
  ASSERT_EQ(changes.steps.size(), 2U);
  EXPECT_EQ(changes.steps[0].by, 24h);
  EXPECT_EQ(changes.steps[0].before, to_wall_time(made.recording.ticks[2].wall_ns));
  EXPECT_EQ(changes.steps[1].by, -24h);
  EXPECT_EQ(changes.steps[1].before, to_wall_time(made.recording.ticks[6].wall_ns));
}

// As far as a recording may tell of: from one end of the clocks to the other.
TEST(FindClockChanges, StepsOverAllTimeAreToldAsTheyAre) {
  MadeRecording made(4);
  for (Tick& tick : made.recording.ticks) tick.wall_ns = 0;
  made.recording.ticks[1].wall_ns = kLatestNs;
  made.recording.ticks[3].axis_ns = kLatestNs;
  const ClockChanges changes = changes_of(made);
  ASSERT_GE(changes.steps.size(), 2U);
  EXPECT_GT(changes.steps[0].by, std::chrono::nanoseconds(kLatestNs) - 1h);
  EXPECT_LT(changes.steps[1].by, -std::chrono::nanoseconds(kLatestNs) + 1h);
}

TEST(FindClockChanges, WhatASlewAddsUpToIsNoStep) {
  MadeRecording made(1001);
  for (std::size_t i = 0; i <= 1000; ++i)
    made.recording.ticks[i].wall_ns -= static_cast<std::int64_t>(i) * kSecond / 2000;
  const ClockChanges changes = changes_of(made);
  EXPECT_TRUE(changes.steps.empty());
  EXPECT_EQ(changes.slewed, -500ms);
}

TEST(FindClockChanges, SuspendsAreWhereTheRecorderSaysSo) {
  MadeRecording made(10);
  for (std::size_t i = 5; i < 10; ++i) {
    made.recording.ticks[i].axis_ns += 3600 * kSecond;
    made.recording.ticks[i].wall_ns += 3600 * kSecond;
  }
  EXPECT_EQ(changes_of(made).suspends, 0U) << "a gap alone is none";
  made.recording.ticks[5].gap_reason = "suspended";
  const ClockChanges changes = changes_of(made);
  EXPECT_EQ(changes.suspends, 1U);
  EXPECT_EQ(changes.longest_suspend, 3601s);
  EXPECT_EQ(changes.longest_after, to_wall_time(made.recording.ticks[4].wall_ns));
  EXPECT_TRUE(changes.steps.empty());
}

TEST(FindClockChanges, OnTheWallClocksAxisNothingCanBeTold) {
  MadeRecording made(10);
  made.recording.sessions[0].has_wall_axis = true;
  made.recording.ticks[5].wall_ns += 86'400 * kSecond;
  EXPECT_TRUE(changes_of(made).steps.empty());
}

}  // namespace
}  // namespace tidemark
