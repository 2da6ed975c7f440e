#include "analyzer/groups/process_trees.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Adds a process that is seen from tick `begin` on.
RecordedProcess& add(MadeRecording& made, std::int64_t pid, std::int64_t parent, std::uint32_t begin = 0) {
  RecordedProcess& process = made.add_process({{begin, 1000}}, pid);
  process.ppid = parent;
  process.start_ticks = 100 + pid + begin;
  return process;
}

// Returns the PID of the parent that was found for the process of a row; 0 where none was.
std::int64_t parent_of(const MadeRecording& made, std::uint32_t row) {
  const ProcessTrees trees = find_process_trees(made.recording, 0);
  for (const ProcessNode& node : trees.nodes) {
    if (std::find(node.rows.begin(), node.rows.end(), row) == node.rows.end() || !node.parent) continue;
    return made.recording.processes[trees.nodes[*node.parent].rows.front()].pid;
  }
  return 0;
}

TEST(FindProcessTrees, TheParentIsTheProcessWithItsPid) {
  MadeRecording made(50);
  add(made, 10, 1);
  add(made, 20, 10, 5);
  EXPECT_EQ(parent_of(made, 0), 0);
  EXPECT_EQ(parent_of(made, 1), 10);
}

TEST(FindProcessTrees, AnOrphanStaysWhereItWasStarted) {
  MadeRecording made(50);
  add(made, 10, 1).exit_tick = 20;
  add(made, 20, 10, 5);
  EXPECT_EQ(parent_of(made, 1), 10);
}

TEST(FindProcessTrees, AnExecIsTheSameProcess) {
  MadeRecording made(50);
  add(made, 10, 1).exit_tick = 20;
  RecordedProcess& next = add(made, 10, 1, 20);
  next.start_ticks = made.recording.processes[0].start_ticks;
  next.exec_generation = 1;
  add(made, 20, 10, 30);
  const ProcessTrees trees = find_process_trees(made.recording, 0);
  ASSERT_EQ(trees.nodes.size(), 2U);
  EXPECT_EQ(trees.nodes[0].rows, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(trees.nodes[1].parent, 0U);
}

TEST(FindProcessTrees, OfAPidThatCameAgainTheOneAliveIsTheParent) {
  MadeRecording made(50);
  add(made, 10, 1).exit_tick = 20;
  add(made, 20, 10, 5);
  add(made, 10, 20, 25);
  add(made, 30, 10, 30);
  EXPECT_EQ(parent_of(made, 1), 10);
  EXPECT_EQ(parent_of(made, 2), 20);
  const ProcessTrees trees = find_process_trees(made.recording, 0);
  EXPECT_EQ(trees.nodes[3].parent, 2U);
}

TEST(FindProcessTrees, ChildrenComeBeforeTheirParents) {
  MadeRecording made(50);
  add(made, 10, 1);
  for (std::int64_t pid = 11; pid < 40; ++pid) add(made, pid, pid % 2 == 0 ? 10 : pid - 1);
  const ProcessTrees trees = find_process_trees(made.recording, 0);
  ASSERT_EQ(trees.children_first.size(), 30U);
  std::vector<bool> seen(30);
  for (const std::size_t node : trees.children_first) {
    seen[node] = true;
    const auto parent = trees.nodes[node].parent;
    EXPECT_FALSE(parent && seen[*parent]);
  }
}

TEST(FindProcessTrees, WhatIsItsOwnAncestorIsLeftOut) {
  MadeRecording made(50);
  add(made, 10, 20);
  add(made, 20, 10);
  EXPECT_TRUE(find_process_trees(made.recording, 0).children_first.empty());
}

}  // namespace
}  // namespace tidemark
