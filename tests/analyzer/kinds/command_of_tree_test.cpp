#include "analyzer/kinds/command_of_tree.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

using Flags = std::vector<bool>;

// A recording of the tree below process 5; processes as (PID, parent).
MadeRecording tree_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& processes) {
  MadeRecording made(10);
  made.recording.sessions[0].tree_root = 5;
  for (const auto& [pid, parent] : processes) made.add_process({{0, 1000}}, pid).ppid = parent;
  return made;
}

TEST(FindCommands, IsTheFirstChildOfWhatRecorded) {
  EXPECT_EQ(find_commands(tree_of({{7, 5}, {8, 7}, {9, 7}, {10, 5}}).recording),
            (Flags{true, false, false, false}));
}

TEST(FindCommands, OfAWrapperWithOneChildIsThatChild) {
  EXPECT_EQ(find_commands(tree_of({{7, 5}, {8, 7}, {9, 8}}).recording), (Flags{false, false, true}));
}

TEST(FindCommands, WhatRunsAHelperForAMomentIsNoWrapper) {
  MadeRecording made = tree_of({{7, 5}, {8, 7}});
  made.recording.processes[1].exit_tick = 3;
  EXPECT_EQ(find_commands(made.recording), (Flags{true, false}));
  made.recording.processes[1].exit_tick = 9;
  EXPECT_EQ(find_commands(made.recording), (Flags{false, true}));
}

TEST(FindCommands, IsTheLastProgramThatItRan) {
  MadeRecording made = tree_of({{7, 5}, {7, 5}});
  made.recording.processes[1].exec_generation = 1;
  EXPECT_EQ(find_commands(made.recording), (Flags{false, true}));
}

TEST(FindCommands, IsNoneOfAWholeHost) {
  MadeRecording made = tree_of({{7, 5}});
  made.recording.sessions[0].tree_root = std::nullopt;
  EXPECT_EQ(find_commands(made.recording), Flags{false});
}

TEST(FindCommands, IsNoneOfATreeThatWasThereBefore) {
  EXPECT_EQ(find_commands(tree_of({{5, 1}, {7, 5}}).recording), (Flags{false, false}));
}

TEST(FindCommands, AParentThatIsItsOwnChildEndsTheSearch) {
  EXPECT_EQ(find_commands(tree_of({{7, 5}, {8, 7}, {7, 8}}).recording).size(), 3U);
}

}  // namespace
}  // namespace tidemark
