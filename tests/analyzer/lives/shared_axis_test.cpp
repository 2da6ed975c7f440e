#include "analyzer/lives/shared_axis.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

Recording session_of_boot(const std::string& uuid, const std::string& boot, std::int64_t start,
                          std::int64_t wall_ahead) {
  MadeRecording made(10, start, uuid);
  made.recording.sessions[0].boot_id = boot;
  for (Tick& tick : made.recording.ticks) tick.wall_ns = tick.axis_ns + wall_ahead * kSecond;
  return made.recording;
}

TEST(SharedAxis, AClockSetBetweenTwoSessionsOfABootChangesNothing) {
  const std::vector<Recording> recordings{session_of_boot("a", "boot", 100, 5000),
                                          session_of_boot("b", "boot", 200, 1000)};
  const SharedAxis axis(recordings);
  const double first = axis.seconds(recordings[0].sessions[0], 100 * kSecond);
  EXPECT_DOUBLE_EQ(first, 5100.0);
  EXPECT_DOUBLE_EQ(axis.seconds(recordings[1].sessions[0], 200 * kSecond), first + 100.0);
}

TEST(SharedAxis, BootsLieByWallTime) {
  const std::vector<Recording> recordings{session_of_boot("a", "later", 5, 9000),
                                          session_of_boot("b", "earlier", 700, 1000)};
  const SharedAxis axis(recordings);
  EXPECT_DOUBLE_EQ(axis.seconds(recordings[0].sessions[0], 5 * kSecond), 9005.0);
  EXPECT_DOUBLE_EQ(axis.seconds(recordings[1].sessions[0], 700 * kSecond), 1700.0);
}

TEST(SharedAxis, SessionsOfUnknownBootsLieByTheirOwnWallTime) {
  std::vector<Recording> recordings{session_of_boot("a", "", 100, 5000), session_of_boot("b", "", 200, 1000)};
  for (Recording& recording : recordings) recording.sessions[0].boot_id = std::nullopt;
  const SharedAxis axis(recordings);
  EXPECT_DOUBLE_EQ(axis.seconds(recordings[0].sessions[0], 100 * kSecond), 5100.0);
  EXPECT_DOUBLE_EQ(axis.seconds(recordings[1].sessions[0], 200 * kSecond), 1200.0);
}

TEST(SharedAxis, AWallAxisIsTakenAsItIs) {
  std::vector<Recording> recordings{session_of_boot("a", "boot", 100, 5000)};
  recordings[0].sessions[0].has_wall_axis = true;
  EXPECT_DOUBLE_EQ(SharedAxis(recordings).seconds(recordings[0].sessions[0], 100 * kSecond), 100.0);
}

}  // namespace
}  // namespace tidemark
