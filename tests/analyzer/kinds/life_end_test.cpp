#include "analyzer/kinds/life_end.hpp"

#include <gtest/gtest.h>

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
  return end_of(life, fill_history(life, range), range);
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

TEST(EndOf, AnExitBehindTheRangeIsNotKnown) {
  const TimeRange range{.since = {}, .until = to_wall_time(1040 * kSecond)};
  EXPECT_EQ(end_in(made_with_exit(50), range), LifeEnd::kLasting);
  EXPECT_EQ(end_in(made_with_exit(20), range), LifeEnd::kByItself);
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
