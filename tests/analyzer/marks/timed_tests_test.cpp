#include "analyzer/marks/timed_tests.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Texts = std::vector<std::string>;

// By wall seconds, which are ahead of the axis by those of MadeRecording's first tick.
class AddTimedTests : public ::testing::Test {
 protected:
  void run(const std::string& name, std::int64_t begin, std::int64_t end) {
    timed_.tests.push_back({name, at(begin), at(end)});
  }
  [[nodiscard]] Texts tests() {
    marked_ = pair_marks(std::span(&made_.recording, 1));
    add_timed_tests(timed_, std::span(&made_.recording, 1), marked_);
    Texts texts;
    const auto session = marked_.by_session.find("session");
    if (session == marked_.by_session.end()) return texts;
    for (const MarkedTest& test : session->second) {
      EXPECT_TRUE(test.sender_line.empty());
      texts.push_back(test.name + ' ' + std::to_string(test.begin_ns / kSecond) + '-' +
                      std::to_string(test.end_ns / kSecond));
    }
    return texts;
  }
  [[nodiscard]] WallTime at(std::int64_t second) const {
    return to_wall_time(first_wall_ns_ + second * kSecond);
  }

  MadeRecording made_{100};
  std::int64_t first_wall_ns_ = made_.recording.ticks.front().wall_ns;
  TimedTests timed_;
  MarkedTests marked_;
};

TEST_F(AddTimedTests, TestsStandOnTheAxisInTheOrderOfTheirBegins) {
  run("b", 50, 60);
  run("a", 10, 20);
  run("before and in it", -30, 5);
  EXPECT_EQ(tests(), (Texts{"before and in it -30-5", "a 10-20", "b 50-60"}));
  EXPECT_TRUE(marked_.notes.empty());
}

TEST_F(AddTimedTests, AClockThatWasSetMovesNoTestOnTheAxis) {
  for (std::size_t i = 50; i < 100; ++i) made_.recording.ticks[i].wall_ns += 3600 * kSecond;
  run("before", 10, 20);
  run("behind", 3600 + 60, 3600 + 70);
  EXPECT_EQ(tests(), (Texts{"before 10-20", "behind 60-70"}));
}

TEST_F(AddTimedTests, BehindAClockThatWasSetBackTestsAreFoundOnceItIsAhead) {
  for (std::size_t i = 50; i < 100; ++i) made_.recording.ticks[i].wall_ns -= 20 * kSecond;
  run("before", 10, 20);
  run("behind", 55, 65);
  EXPECT_EQ(tests(), (Texts{"before 10-20", "behind 75-85"}));
}

TEST_F(AddTimedTests, TestsOutsideOfTheRecordingAreToldOf) {
  run("long before", -7200, -7100);
  EXPECT_TRUE(tests().empty());
  ASSERT_EQ(marked_.notes.size(), 1U);
  EXPECT_EQ(
      marked_.notes[0],
      "--junit-times: 1 of 1 test ran outside of the recordings' time: left out; times without a zone are "
      "taken as of this machine's, see TZ");
  run("in it", 10, 20);
  EXPECT_EQ(tests(), Texts{"in it 10-20"});
  EXPECT_EQ(marked_.notes,
            Texts{"--junit-times: 1 of 2 tests ran outside of the recordings' time: left out"});
}

TEST_F(AddTimedTests, ASessionWithMarksKeepsItsOwn) {
  const Tick& tick = made_.recording.ticks[10];
  made_.recording.marks.push_back({0, MarkKind::kBegin, "marked", tick.axis_ns, tick.wall_ns, std::nullopt});
  made_.recording.marks.push_back(
      {0, MarkKind::kEnd, "marked", tick.axis_ns + 5 * kSecond, tick.wall_ns + 5 * kSecond, std::nullopt});
  run("timed", 50, 60);
  EXPECT_EQ(tests(), Texts{"marked 10-15"});
  EXPECT_EQ(marked_.notes,
            Texts{"--junit-times: 1 test is left out, as the session has tests that were marked"});
}

TEST_F(AddTimedTests, WhatTheReportLacksIsToldOf) {
  timed_.notes = {"a.xml: 2 tests are left out"};
  EXPECT_TRUE(tests().empty());
  EXPECT_EQ(marked_.notes, timed_.notes);
}

}  // namespace
}  // namespace tidemark
