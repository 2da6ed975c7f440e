#include "analyzer/kinds/whole_session.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

WholeSession session_of(const MadeRecording& made, const TimeRange& range = {}) {
  return join_sessions({&made.recording, 1}, range).begin()->second;
}

TEST(JoinSessions, TheTimesAreThoseOfTheTicksWhereTheyAreFew) {
  const WholeSession session = session_of(MadeRecording(50));
  ASSERT_EQ(session.seconds.size(), 50U);
  EXPECT_DOUBLE_EQ(session.seconds.front(), 0.0);
  EXPECT_DOUBLE_EQ(session.seconds.back(), 49.0);
}

TEST(JoinSessions, TheTimesAreTwoHundredAtMostOverAllOfIt) {
  const WholeSession session = session_of(MadeRecording(5000));
  ASSERT_EQ(session.seconds.size(), 200U);
  EXPECT_DOUBLE_EQ(session.seconds.back(), 4999.0);
}

TEST(JoinSessions, ThereAreNoTimesWithoutTwoTicks) {
  EXPECT_TRUE(session_of(MadeRecording(1)).seconds.empty());
  const MadeRecording none(0);
  EXPECT_TRUE(join_sessions({&none.recording, 1}, {}).empty());
}

TEST(JoinSessions, TheTimesLieWithinTheRange) {
  const MadeRecording made(50, 100);
  const auto time_of = [&](std::size_t tick) { return to_wall_time(made.recording.ticks[tick].wall_ns); };
  const WholeSession session = session_of(made, {time_of(10), time_of(29)});
  ASSERT_EQ(session.seconds.size(), 20U);
  EXPECT_EQ(session.axis_ns(0), 110 * kSecond);
  EXPECT_EQ(session.axis_ns(19), 129 * kSecond);
  EXPECT_EQ(session.wall_time(19), to_wall_time(1129 * kSecond));
  EXPECT_EQ(session.last, &made.recording.ticks[29]);
  EXPECT_TRUE(session_of(made, {time_of(49) + std::chrono::seconds(5), {}}).seconds.empty());
}

TEST(JoinSessions, OfAPartThatIsThereTwiceTheLongerIsTaken) {
  const std::vector<Recording> recordings{MadeRecording(10).recording, MadeRecording(20).recording,
                                          MadeRecording(20).recording};
  const WholeSessions sessions = join_sessions(recordings, {});
  ASSERT_EQ(sessions.size(), 1U);
  ASSERT_EQ(sessions.begin()->second.parts.size(), 1U);
  EXPECT_EQ(sessions.begin()->second.parts[0].recording, &recordings[1]);
}

// In two files, which are given in any order.
TEST(JoinSessions, ItsPartsAreOneSession) {
  std::vector<Recording> recordings{MadeRecording(30, 20).recording, MadeRecording(20).recording,
                                    MadeRecording(50, 0, "another").recording};
  recordings[0].sessions[0].part = 2;
  const WholeSessions sessions = join_sessions(recordings, {});
  ASSERT_EQ(sessions.size(), 2U);
  const WholeSession& session = sessions.at("session");
  ASSERT_EQ(session.parts.size(), 2U);
  EXPECT_EQ(&session.newest(), &recordings[0].sessions[0]);
  ASSERT_EQ(session.seconds.size(), 50U);
  EXPECT_DOUBLE_EQ(session.seconds.back(), 49.0);
}

}  // namespace
}  // namespace tidemark
