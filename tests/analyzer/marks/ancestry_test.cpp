#include "analyzer/marks/ancestry.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Line = std::vector<std::int64_t>;

class AncestryTest : public ::testing::Test {
 protected:
  AncestryTest() { made_.recording.marks.push_back({0, MarkKind::kNote, "n", 0, 0, 7}); }

  void add(std::int64_t pid, std::optional<std::int64_t> ppid, std::uint32_t first_tick = 0) {
    made_.add_process({{first_tick, 100}}, pid).ppid = ppid;
  }
  [[nodiscard]] Line line_of(std::int64_t pid, std::int64_t second = 50) const {
    return Ancestry(std::span(&made_.recording, 1)).line_of("session", pid, second * kSecond);
  }

  MadeRecording made_{100};
};

TEST_F(AncestryTest, LeadsUpAsFarAsItIsKnown) {
  add(10, 9);
  add(12, 10);
  add(13, 12);
  EXPECT_EQ(line_of(13), (Line{13, 12, 10, 9}));
  EXPECT_EQ(line_of(99), Line{99});
  EXPECT_EQ(Ancestry(std::span(&made_.recording, 1)).line_of("another", 13, 0), Line{13});
}

TEST_F(AncestryTest, APidThatIsGivenAgainIsAnotherProcess) {
  add(10, 1);
  add(20, 2);
  add(30, 10, 0);
  add(30, 20, 60);
  EXPECT_EQ(line_of(30, 10), (Line{30, 10, 1}));
  EXPECT_EQ(line_of(30, 60), (Line{30, 20, 2}));
}

TEST_F(AncestryTest, WhatIsSeenOnlyAfterItSentIsMeant) {
  add(30, 20, 60);
  EXPECT_EQ(line_of(30, 59), (Line{30, 20}));
}

TEST_F(AncestryTest, WhatIsKnownFromItsExitAloneCounts) {
  add(30, 20, 60);
  made_.recording.processes.back().first_tick.reset();
  made_.recording.processes.back().exit_tick = 60;
  EXPECT_EQ(line_of(30), (Line{30, 20}));
}

TEST_F(AncestryTest, ACircleEnds) {
  add(10, 11);
  add(11, 10);
  add(12, std::nullopt);
  EXPECT_EQ(line_of(10), (Line{10, 11}));
  EXPECT_EQ(line_of(12), Line{12});
}

TEST_F(AncestryTest, SessionsWithoutMarksAreNotLookedAt) {
  add(13, 12);
  made_.recording.marks.clear();
  EXPECT_EQ(line_of(13), Line{13});
}

}  // namespace
}  // namespace tidemark
