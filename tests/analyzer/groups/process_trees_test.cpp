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

ProcessTrees trees_of(const MadeRecording& made) {
  return find_process_trees(join_sessions({&made.recording, 1}, {}).begin()->second);
}

// Returns the PID of the parent that was found for the process of a row; 0 where none was.
std::int64_t parent_of(const MadeRecording& made, std::uint32_t row) {
  const ProcessTrees trees = trees_of(made);
  for (const ProcessNode& node : trees.nodes) {
    const bool has_row = std::any_of(node.rows.begin(), node.rows.end(),
                                     [&](const LifePart& part) { return part.process_index == row; });
    if (has_row && node.parent) return trees.nodes[*node.parent].rows.front().process().pid;
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
  const ProcessTrees trees = trees_of(made);
  ASSERT_EQ(trees.nodes.size(), 2U);
  ASSERT_EQ(trees.nodes[0].rows.size(), 2U);
  EXPECT_EQ(trees.nodes[0].rows.back().process_index, 1U);
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
  const ProcessTrees trees = trees_of(made);
  EXPECT_EQ(trees.nodes[3].parent, 2U);
}

// The parent is gone when the next part begins, where the child is another's.
TEST(FindProcessTrees, APartGoesOnWithTheProcessesOfTheLastOne) {
  MadeRecording made(50), next(50, 50);
  add(made, 10, 1);
  add(made, 20, 10, 5);
  RecordedProcess& child = add(next, 20, 1);
  child.start_ticks = made.recording.processes[1].start_ticks;
  next.recording.sessions[0].part = 2;
  add(next, 30, 20);
  const std::vector<Recording> parts{made.recording, next.recording};
  const WholeSessions sessions = join_sessions(parts, {});
  const ProcessTrees trees = find_process_trees(sessions.begin()->second);
  ASSERT_EQ(trees.nodes.size(), 3U);
  EXPECT_EQ(trees.nodes[1].parent, 0U);
  EXPECT_EQ(trees.nodes[1].rows.size(), 2U);
  EXPECT_EQ(trees.nodes[2].parent, 1U);
}

TEST(FindProcessTrees, ChildrenComeBeforeTheirParents) {
  MadeRecording made(50);
  add(made, 10, 1);
  for (std::int64_t pid = 11; pid < 40; ++pid) add(made, pid, pid % 2 == 0 ? 10 : pid - 1);
  const ProcessTrees trees = trees_of(made);
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
  EXPECT_TRUE(trees_of(made).children_first.empty());
}

}  // namespace
}  // namespace tidemark
