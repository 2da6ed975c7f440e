#include "recorder/stacks/watchpoints.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

WordReading reading(std::chrono::nanoseconds watched, std::chrono::nanoseconds silent, bool is_written) {
  return {.watched = watched, .silent = silent, .is_written = is_written, .hits = is_written ? 1U : 0U};
}

TEST(JudgeWord, OneThatWasWrittenAndThenLeftAloneIsKept) {
  EXPECT_EQ(judge_word(reading(2s, kSilence - 1ns, true)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(2s, kSilence, true)), WordFate::kKept);
}

TEST(JudgeWord, OneThatNobodyWritesTellsNothing) {
  EXPECT_EQ(judge_word(reading(1s, 1s, false)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(kSilence, kSilence, false)), WordFate::kUnwritten);
}

TEST(JudgeWord, OneThatIsWrittenOnAndOnIsGivenUp) {
  EXPECT_EQ(judge_word(reading(kLongestWatch - 1ns, 1s, true)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(kLongestWatch, 1s, true)), WordFate::kInUse);
}

TEST(JudgeWord, OneThatIsWrittenTooOftenIsGivenUpAtOnce) {
  WordReading hot = reading(100ms, 1ms, true);
  hot.hits = kMostHits - 1;
  EXPECT_EQ(judge_word(hot), WordFate::kWatched);
  hot.hits = kMostHits;
  EXPECT_EQ(judge_word(hot), WordFate::kHot);
  WordReading gapped = reading(100ms, 1ms, true);
  gapped.gaps = kMostGaps;
  EXPECT_EQ(judge_word(gapped), WordFate::kHot);
}

TEST(Watchpoints, WatchesNothingOfAProcessThatIsGoneOrHasTooManyThreads) {
  Watchpoints watchpoints(8192);
  TouchSample touch;
  touch.pid = 1;
  touch.address = 4096;
  watchpoints.watch(1, touch, {});
  watchpoints.watch(1, touch, std::vector<pid_t>(Watchpoints::kMostThreads + 1, 1));
  EXPECT_FALSE(watchpoints.is_busy());
  EXPECT_TRUE(watchpoints.has_room_for(1));
}

}  // namespace
}  // namespace tidemark
