#include "analyzer/recordings/repeated_sessions.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A session of so many ticks with a process and a mark in it.
Recording recording_of(const std::string& path, std::uint32_t ticks) {
  MadeRecording made(ticks);
  made.recording.path = path;
  made.add_process({{0, 1000}});
  made.recording.marks.push_back({0, MarkKind::kNote, "here", kSecond, kSecond, 1});
  return made.recording;
}

TEST(DropRepeatedSessions, OfTwoTheLongerStays) {
  for (const bool is_longer_first : {true, false}) {
    std::vector<Recording> recordings{recording_of("long", 20), recording_of("short", 10)};
    if (!is_longer_first) std::reverse(recordings.begin(), recordings.end());
    const auto notes = drop_repeated_sessions(recordings);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_TRUE(has(notes[0], "short: a session of it is also in long")) << notes[0];
    for (const Recording& recording : recordings) {
      const std::size_t left = recording.path == "long" ? 1 : 0;
      EXPECT_EQ(recording.processes.size(), left) << recording.path;
      EXPECT_EQ(recording.marks.size(), left) << recording.path;
    }
  }
}

TEST(DropRepeatedSessions, OtherSessionsOfTheFileStay) {
  std::vector<Recording> recordings{recording_of("long", 20), recording_of("short", 10)};
  Recording& both = recordings[1];
  both.sessions.push_back(both.sessions[0]);
  both.sessions[1].uuid = "another";
  both.processes.push_back(both.processes[0]);
  both.processes[1].session = 1;
  both.processes[1].pid = 4711;
  EXPECT_EQ(drop_repeated_sessions(recordings).size(), 1U);
  ASSERT_EQ(both.processes.size(), 1U);
  EXPECT_EQ(both.processes[0].pid, 4711);
}

TEST(DropRepeatedSessions, PartsOfASessionAreNoRepetition) {
  std::vector<Recording> recordings{recording_of("one", 10), recording_of("two", 10)};
  recordings[1].sessions[0].part = 2;
  EXPECT_TRUE(drop_repeated_sessions(recordings).empty());
  EXPECT_EQ(recordings[0].processes.size() + recordings[1].processes.size(), 2U);
}

}  // namespace
}  // namespace tidemark
