#include "analyzer/lives/history.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::vector<std::int64_t> vm_sizes(const History& history) {
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < history.size(); ++i) sizes.push_back(history.memory[i].vm_size.count());
  return sizes;
}

History fill(const Recording& recording, const TimeRange& range = {}) {
  return fill_history({{{&recording, 0}}}, range);
}

using Sizes = std::vector<std::int64_t>;

TEST(FillHistory, CarriesUnchangedValuesForwardToTheLastTick) {
  MadeRecording made(5);
  made.add_process({{0, 100}, {2, 200}});
  EXPECT_EQ(vm_sizes(fill(made.recording)), (Sizes{100, 100, 200, 200, 200}));
}

TEST(FillHistory, TimesAndTheMachinesMemoryAreThoseOfTheTick) {
  MadeRecording made(4);
  for (std::uint32_t i = 0; i < 4; ++i) made.recording.ticks[i].mem_available = Kib(9000 - i);
  made.add_process({{1, 100}});
  const History history = fill(made.recording);
  ASSERT_EQ(history.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(history.wall_ns[i], made.recording.ticks[i + 1].wall_ns);
    EXPECT_EQ(history.mem_available[i], made.recording.ticks[i + 1].mem_available);
  }
}

TEST(FillHistory, EndsBeforeTheExitTick) {
  MadeRecording made(5);
  made.add_process({{1, 100}}).exit_tick = 4;
  const History history = fill(made.recording);
  EXPECT_EQ(vm_sizes(history), (Sizes{100, 100, 100}));
  EXPECT_EQ(history.axis_ns.front(), made.recording.ticks[1].axis_ns);
}

TEST(FillHistory, ARowOfNullsEndsTheFillingUntilTheNextRow) {
  MadeRecording made(6);
  made.add_process({{0, 100}, {2, std::nullopt}, {4, 300}});
  const History history = fill(made.recording);
  EXPECT_EQ(vm_sizes(history), (Sizes{100, 100, 300, 300}));
  EXPECT_EQ(history.axis_ns[2], made.recording.ticks[4].axis_ns);
}

TEST(FillHistory, OfASessionWithEverySampleOnlyWrittenRowsCount) {
  MadeRecording made(6);
  made.recording.sessions[0].every_sample = true;
  made.add_process({{0, 100}, {3, 100}, {5, 200}});
  const History history = fill(made.recording);
  EXPECT_EQ(vm_sizes(history), (Sizes{100, 100, 200}));
  ASSERT_EQ(history.stretches.size(), 1U);
  EXPECT_FALSE(history.stretches[0].interval_ns);
}

TEST(FillHistory, SinceAndUntilIncludeTheirOwnTicksAndCarriedValues) {
  MadeRecording made(10);
  made.add_process({{0, 100}, {6, 200}});
  const TimeRange range{to_wall_time(made.recording.ticks[4].wall_ns),
                        to_wall_time(made.recording.ticks[6].wall_ns)};
  EXPECT_EQ(vm_sizes(fill(made.recording, range)), (Sizes{100, 100, 200}));
}

TEST(FillHistory, ZerosOfAnExitingProcessAreDropped) {
  MadeRecording made(6);
  made.add_process({{0, 100}, {2, 0}, {3, 100}, {4, 0}});
  const History history = fill(made.recording);
  EXPECT_EQ(vm_sizes(history), (Sizes{100, 100, 0, 100}));
  EXPECT_EQ(history.wall_ns.size(), 4U);
  EXPECT_EQ(history.mem_available.size(), 4U);
}

TEST(FillHistory, AProcessThatNeverHadMemoryKeepsItsZeros) {
  MadeRecording made(3);
  made.add_process({{0, 0}});
  EXPECT_EQ(vm_sizes(fill(made.recording)), (Sizes{0, 0, 0}));
}

TEST(FillHistory, AProcessKnownFromItsExitOnlyHasNone) {
  MadeRecording made(3);
  RecordedProcess& process = made.add_process({});
  process.first_tick.reset();
  process.exit_tick = 2;
  EXPECT_EQ(fill(made.recording).size(), 0U);
}

TEST(FillHistory, AChangedIntervalBeginsAStretch) {
  MadeRecording made(6);
  for (std::size_t i = 3; i < 6; ++i) made.recording.ticks[i].interval_ns = 5 * kSecond;
  made.add_process({{0, 100}});
  const History history = fill(made.recording);
  ASSERT_EQ(history.stretches.size(), 2U);
  EXPECT_EQ(history.stretches[1].first, 3U);
  EXPECT_EQ(history.stretches[1].interval_ns, 5 * kSecond);
  EXPECT_FALSE(history.stretches[1].begins_session);
}

TEST(FillHistory, WhereTwoRecordersWatchedTheEarlierOneIsTaken) {
  MadeRecording first(5);
  first.add_process({{0, 100}});
  MadeRecording second(5, 3, "other");
  second.add_process({{0, 200}});
  const History history = fill_history({{{&first.recording, 0}, {&second.recording, 0}}}, {});
  EXPECT_EQ(vm_sizes(history), (Sizes{100, 100, 100, 100, 100, 200, 200, 200}));
  ASSERT_EQ(history.stretches.size(), 2U);
  EXPECT_TRUE(history.stretches[1].begins_session);
}

TEST(FillHistory, PartsOfOneSessionJoinWithoutASeam) {
  MadeRecording first(3);
  first.add_process({{0, 100}});
  MadeRecording second(3, 3);
  second.recording.sessions[0].part = 2;
  second.add_process({{0, 100}});
  const History history = fill_history({{{&first.recording, 0}, {&second.recording, 0}}}, {});
  EXPECT_EQ(history.size(), 6U);
  EXPECT_EQ(history.stretches.size(), 1U);
}

}  // namespace
}  // namespace tidemark
