#include "analyzer/groups/group_choice.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/groups/made_tree.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// sh -> make -> cc, and a server.
MadeRecording made() {
  MadeRecording made(50);
  add_child(made, 10, 1, "sh");
  add_child(made, 12, 11, "cc");
  add_child(made, 11, 10, "make");
  add_child(made, 13, 1, "server");
  return made;
}

std::vector<bool> chosen(const std::string& expression) {
  const MadeRecording recorded = made();
  const std::span<const Recording> recordings(&recorded.recording, 1);
  return GroupChoice("process", expression)
      .choose(recordings, join_sessions(recordings, {}))
      .at(&recorded.recording);
}

TEST(GroupChoice, OfATreeAllThatDescendsIsChosen) {
  EXPECT_EQ(chosen("tree:^make$"), (std::vector{false, true, true, false}));
  EXPECT_EQ(chosen("tree:^sh$"), (std::vector{true, true, true, false}));
}

TEST(GroupChoice, OfAProgramItsProcessesAreChosen) {
  EXPECT_EQ(chosen("program:^make$"), (std::vector{false, false, true, false}));
}

TEST(GroupChoice, FitsAGroupByKindAndName) {
  const GroupChoice choice("process", "tree:make");
  EXPECT_TRUE(choice.fits("tree", "make"));
  EXPECT_FALSE(choice.fits("program", "make"));
  EXPECT_FALSE(choice.fits("tree", "sh"));
}

TEST(GroupChoice, AnExpressionWithoutAKindChoosesProcesses) {
  EXPECT_FALSE(GroupChoice("process", std::nullopt).is_given());
  EXPECT_FALSE(GroupChoice("process", "make").is_given());
  EXPECT_FALSE(GroupChoice("process", "a:b").is_given());
}

TEST(GroupChoice, AnErrorNamesTheSetting) {
  const auto error_of = [](const std::string& expression) {
    return user_error([&] { static_cast<void>(GroupChoice("process", expression)); });
  };
  EXPECT_TRUE(has(error_of("tree:("), "process: '(' is not a regular expression"));
  EXPECT_TRUE(has(error_of("machine:x"), "process: no processes are those of a machine"));
}

}  // namespace
}  // namespace tidemark
