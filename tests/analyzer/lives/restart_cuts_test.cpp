#include "analyzer/lives/restart_cuts.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/analyzer/lives/made_series.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Cuts = std::vector<std::size_t>;

// A program that begins with 50 MiB each time it is started.
struct MadeLives : MadeSeries {
  void start(double left = 0.0) {
    level = 50.0 * kMebibyte + left;
    idle(1);
  }
  void climb(std::size_t samples, double bytes) {
    start();
    rise(samples - 1, bytes);
  }
};

TEST(FindRestartCuts, AFallToTheStartAndTheSameClimbIsARestart) {
  MadeLives made;
  for (int life = 0; life < 3; ++life) made.climb(60, 100.0 * kMebibyte);
  EXPECT_EQ(find_restart_cuts(made.series), (Cuts{60, 120}));
}

TEST(FindRestartCuts, LivesMayLastDifferentlyLong) {
  MadeLives made;
  made.climb(60, 60.0 * kMebibyte);
  made.climb(100, 110.0 * kMebibyte);
  made.climb(40, 38.0 * kMebibyte);
  EXPECT_EQ(find_restart_cuts(made.series), (Cuts{60, 160}));
}

TEST(FindRestartCuts, OfTwoLivesTheSecondHasToClimbToo) {
  MadeLives made;
  made.climb(60, 100.0 * kMebibyte);
  made.start();
  made.idle(59);
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, WhatTheNewestOfThreeBecomesIsNotAsked) {
  MadeLives made;
  made.climb(60, 100.0 * kMebibyte);
  made.climb(60, 100.0 * kMebibyte);
  made.start();
  EXPECT_EQ(find_restart_cuts(made.series), (Cuts{60, 120}));
}

TEST(FindRestartCuts, ACollectorLeavesMoreThanItStartedFrom) {
  MadeLives made;
  made.climb(60, 100.0 * kMebibyte);
  for (int tooth = 0; tooth < 3; ++tooth) {
    made.start(12.0 * kMebibyte);
    made.rise(59, 88.0 * kMebibyte);
  }
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, AsMuchMayBeLeftAsTheShareOfTheStart) {
  const auto cuts_of = [](double left) {
    MadeLives made;
    made.climb(60, 100.0 * kMebibyte);
    made.start(left * kMebibyte);
    made.rise(59, 100.0 * kMebibyte);
    return find_restart_cuts(made.series, {.left_share = 0.125});
  };
  EXPECT_EQ(cuts_of(6.25), Cuts{60});
  EXPECT_EQ(cuts_of(6.375), Cuts{});
}

TEST(FindRestartCuts, TeethShortAgainstTheSeriesAreNoLives) {
  MadeLives made;
  for (int tooth = 0; tooth < 7; ++tooth) made.climb(60, 100.0 * kMebibyte);
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, APeakBeforeAnEvenStretchIsNoLife) {
  MadeLives made;
  made.start();
  made.idle(58);
  made.rise(1, 60.0 * kMebibyte);
  made.start();
  made.rise(59, 6.0 * kMebibyte);
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, AJumpToAHeightThatIsHeldIsNoClimb) {
  MadeLives made;
  for (int life = 0; life < 2; ++life) {
    made.start();
    made.rise(2, 100.0 * kMebibyte);
    made.idle(57);
  }
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, ASlowDeclineIsNoRestart) {
  MadeLives made;
  made.climb(60, 100.0 * kMebibyte);
  made.rise(10, -100.0 * kMebibyte);
  made.climb(60, 100.0 * kMebibyte);
  EXPECT_EQ(find_restart_cuts(made.series), Cuts{});
}

TEST(FindRestartCuts, AnEmptySeriesHasNone) { EXPECT_EQ(find_restart_cuts(Series()), Cuts{}); }

// An import of a process that climbs 60 times and restarts, with nothing between its lives.
MadeRecording restarted() {
  MadeRecording made(122);
  made.recording.sessions[0].every_sample = true;
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < 60; ++i) rows.emplace_back(i, 50'000 + 1000 * i);
  for (std::uint32_t i = 60; i < 62; ++i) rows.emplace_back(i, 0);
  for (std::uint32_t i = 62; i < 122; ++i) rows.emplace_back(i, 50'000 + 1000 * (i - 62));
  made.add_process(rows);
  return made;
}

TEST(SplitAtRestarts, EachLifeHasItsObservationsWithoutZeros) {
  const MadeRecording made = restarted();
  const std::vector<History> lives = split_at_restarts(fill_history({{{&made.recording, 0}}}, {}), {});
  ASSERT_EQ(lives.size(), 2U);
  for (const History& life : lives) {
    ASSERT_EQ(life.size(), 60U);
    EXPECT_EQ(life.memory[0].vm_size, Kib(50'000));
    EXPECT_EQ(life.memory[59].vm_size, Kib(109'000));
    ASSERT_EQ(life.stretches.size(), 1U);
    EXPECT_EQ(life.stretches[0].first, 0U);
  }
  EXPECT_EQ(lives[1].axis_ns.front(), made.recording.ticks[62].axis_ns);
}

TEST(SplitAtRestarts, OneLifeIsNotSplit) {
  MadeRecording made(60);
  made.add_process({{0, 100}, {30, 200}});
  EXPECT_TRUE(split_at_restarts(fill_history({{{&made.recording, 0}}}, {}), {}).empty());
}

}  // namespace
}  // namespace tidemark
