#include "analyzer/recordings/session_choice.hpp"

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A recording of one session of the given name that began at that second, with one process.
Recording recording_of(const std::string& uuid, std::int64_t second) {
  MadeRecording made(50);
  made.add_process({{0, 1000}}, 10);
  Recording recording = made.recording;
  recording.sessions[0].uuid = uuid;
  recording.sessions[0].start_wall_ns = second * 1'000'000'000;
  return recording;
}

// Which of the sessions b (which begins first), a, and c in two parts are left.
std::string left(const std::string& choice) {
  std::vector<Recording> recordings{recording_of("a", 200), recording_of("c", 300), recording_of("b", 100),
                                    recording_of("c", 400)};
  static_cast<void>(SessionChoice("session", choice).keep_chosen(recordings));
  std::string names;
  for (const Recording& recording : recordings) {
    const bool has_ticks = recording.sessions[0].end_tick > recording.sessions[0].first_tick;
    EXPECT_EQ(has_ticks, !recording.processes.empty());
    if (has_ticks) names += recording.sessions[0].uuid;
  }
  return names;
}

TEST(SessionChoice, TheChosenOneIsTold) {
  const std::vector<Recording> recordings{recording_of("a", 200), recording_of("b", 100)};
  EXPECT_EQ(SessionChoice("session", "1").chosen(recordings), "b");
  EXPECT_EQ(SessionChoice("session", "last").chosen(recordings), "a");
  EXPECT_EQ(SessionChoice().chosen(recordings), std::nullopt);
  EXPECT_THROW(static_cast<void>(SessionChoice("session", "3").chosen(recordings)), UserError);
}

TEST(SessionChoice, SessionsAreCountedInTheOrderInWhichTheyBegan) {
  EXPECT_EQ(left("all"), "acbc");
  EXPECT_EQ(left("1"), "b");
  EXPECT_EQ(left("2"), "a");
  EXPECT_EQ(left("3"), "cc");
  EXPECT_EQ(left("last"), "cc");
}

TEST(SessionChoice, WhatIsLeftOutIsSaid) {
  std::vector<Recording> recordings{recording_of("a", 200), recording_of("b", 300)};
  EXPECT_EQ(SessionChoice().keep_chosen(recordings), std::nullopt);
  EXPECT_EQ(SessionChoice("session", "last").keep_chosen(recordings),
            "session 2 of 2 is looked at (--session)");
}

TEST(SessionChoice, ThereHasToBeSuchASession) {
  EXPECT_THROW(left("4"), UserError);
  for (const char* text : {"", "0", "-1", "first", "1x"})
    EXPECT_THROW(SessionChoice("session", text), UserError) << text;
}

}  // namespace
}  // namespace tidemark
