#include "analyzer/groups/process_choice.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/groups/made_tree.hpp"

namespace tidemark {
namespace {

using namespace testing;

void add(MadeRecording& made, std::int64_t pid, std::int64_t parent, const std::string& name) {
  add_child(made, pid, parent, name).command_line = R"([")" + name + R"(","--verbose"])";
}

// The PIDs of make (10), its cc (11), and a server (12) that are wanted.
std::vector<std::int64_t> wanted(const std::optional<std::string>& process,
                                 const std::optional<std::string>& exclude) {
  MadeRecording made(50);
  add(made, 10, 1, "make");
  add(made, 11, 10, "cc");
  add(made, 12, 1, "server");
  const std::vector<Recording> recordings{made.recording};
  const ProcessChoice choice(process, exclude, recordings, join_sessions(recordings, {}));
  std::vector<std::int64_t> pids;
  for (const ProcessLife& life : join_processes(recordings)) {
    if (choice.wants(life)) pids.push_back(life.process().pid);
  }
  return pids;
}

using Pids = std::vector<std::int64_t>;

TEST(ProcessChoice, WithoutExpressionsAllAreWanted) { EXPECT_EQ(wanted({}, {}), (Pids{10, 11, 12})); }

TEST(ProcessChoice, AnExpressionIsLookedForInNameAndCommandLine) {
  EXPECT_EQ(wanted("^server$", {}), Pids{12});
  EXPECT_EQ(wanted("cc --verbose", {}), Pids{11});
}

TEST(ProcessChoice, WhatIsExcludedIsNotWanted) {
  EXPECT_EQ(wanted({}, "^(cc|server)$"), Pids{10});
  EXPECT_EQ(wanted("verbose", "^cc$"), (Pids{10, 12}));
}

TEST(ProcessChoice, AGroupIsChosenLessWhatIsExcluded) {
  EXPECT_EQ(wanted("tree:make", {}), (Pids{10, 11}));
  EXPECT_EQ(wanted("tree:make", "^cc$"), Pids{10});
}

}  // namespace
}  // namespace tidemark
