#include "analyzer/marks/marked_tests.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

void mark(MadeRecording& made, MarkKind kind, const std::string& name, std::int64_t second,
          std::optional<std::int64_t> sender = 7) {
  made.recording.marks.push_back({0, kind, name, second * kSecond, (1000 + second) * kSecond, sender});
}

// The tests of the only session, as "name begin-end" in seconds.
std::vector<std::string> tests_of(const MadeRecording& made) {
  std::vector<std::string> texts;
  const std::vector<Recording> recordings{made.recording};
  const MarkedTests marked = pair_marks(recordings);
  if (marked.by_session.empty()) return texts;
  for (const MarkedTest& test : marked.by_session.at("session")) {
    texts.push_back(test.name + ' ' + std::to_string(test.begin_ns / kSecond) + '-' +
                    std::to_string(test.end_ns / kSecond));
  }
  return texts;
}

TEST(PairMarks, TestsMayOverlapAndNotesAreNoTests) {
  MadeRecording made(100);
  mark(made, MarkKind::kBegin, "a", 10);
  mark(made, MarkKind::kBegin, "b", 20);
  mark(made, MarkKind::kNote, "c", 25);
  mark(made, MarkKind::kEnd, "a", 30);
  mark(made, MarkKind::kEnd, "b", 40);
  EXPECT_EQ(tests_of(made), (std::vector<std::string>{"a 10-30", "b 20-40"}));
  EXPECT_TRUE(pair_marks(std::span(&made.recording, 1)).notes.empty());
}

TEST(PairMarks, AnUnendedTestLastsUntilTheLastTick) {
  MadeRecording made(100);
  mark(made, MarkKind::kBegin, "a", 10);
  EXPECT_EQ(tests_of(made), std::vector<std::string>{"a 10-99"});
  EXPECT_EQ(pair_marks(std::span(&made.recording, 1)).notes,
            std::vector<std::string>{"1 marked test was not ended: taken to last until the recording's end"});
}

TEST(PairMarks, AnEndWithoutABeginIsLeftOutWithANote) {
  MadeRecording made(100);
  mark(made, MarkKind::kEnd, "a", 10);
  mark(made, MarkKind::kBegin, "a", 20);
  mark(made, MarkKind::kEnd, "a", 30);
  EXPECT_EQ(tests_of(made), std::vector<std::string>{"a 20-30"});
  EXPECT_EQ(pair_marks(std::span(&made.recording, 1)).notes,
            std::vector<std::string>{"1 mark tells the end of tests that had not begun: left out"});
}

TEST(PairMarks, AnEndBelongsToItsSendersBeginThenToTheOldest) {
  MadeRecording made(100);
  mark(made, MarkKind::kBegin, "a", 10, 1);
  mark(made, MarkKind::kBegin, "a", 20, 2);
  mark(made, MarkKind::kBegin, "a", 30, 3);
  mark(made, MarkKind::kEnd, "a", 40, 2);
  mark(made, MarkKind::kEnd, "a", 50, 9);
  mark(made, MarkKind::kEnd, "a", 60, std::nullopt);
  EXPECT_EQ(tests_of(made), (std::vector<std::string>{"a 10-50", "a 20-40", "a 30-60"}));
}

TEST(PairMarks, PairsOverThePartsOfASessionAndNotOverSessions) {
  MadeRecording first(50), second(50, 50), other(50, 100, "other");
  second.recording.sessions[0].part = 2;
  mark(first, MarkKind::kBegin, "a", 10);
  mark(first, MarkKind::kBegin, "b", 20);
  mark(second, MarkKind::kEnd, "a", 60);
  mark(other, MarkKind::kEnd, "b", 120);
  const std::vector<Recording> recordings{second.recording, other.recording, first.recording};
  const MarkedTests marked = pair_marks(recordings);
  ASSERT_EQ(marked.by_session.size(), 1U);
  const auto& tests = marked.by_session.at("session");
  EXPECT_EQ(tests[0].end_ns, 60 * kSecond);
  EXPECT_EQ(tests[1].end_ns, 99 * kSecond);
  EXPECT_EQ(marked.notes.size(), 2U);
}

}  // namespace
}  // namespace tidemark
