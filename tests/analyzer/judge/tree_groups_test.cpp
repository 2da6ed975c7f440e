#include "analyzer/judge/tree_groups.hpp"

#include <gtest/gtest.h>

#include <string>

#include "analyzer/judge/analysis.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::uint32_t kTicks = 200;
constexpr std::int64_t kRoot = 10;

// Adds a process of a program of its own, that holds `kib` of private memory from tick `begin` on.
RecordedProcess& add_holder(MadeRecording& made, std::int64_t parent, std::uint32_t begin, std::int64_t kib,
                            std::int64_t kib_a_tick = 0) {
  const auto pid = static_cast<std::int64_t>(made.recording.processes.size()) + kRoot;
  RecordedProcess& process = made.add_process({}, pid);
  process.start_ticks = 100 + pid;
  process.ppid = parent;
  process.name = "tool" + std::to_string(pid);
  process.exe = "/usr/bin/" + process.name;
  process.first_tick = begin;
  for (std::uint32_t tick = begin; tick < kTicks; tick += kib_a_tick == 0 ? kTicks : 1) {
    const std::int64_t held = kib + kib_a_tick * (tick - begin);
    process.rows.push_back({tick, {Kib(held + 2000), Kib(held + 100), Kib(100), Kib(held)}});
  }
  return process;
}

void name(RecordedProcess& process, const std::string& name) {
  process.name = name;
  process.exe = "/usr/bin/" + name;
  process.command_line = "[\"" + name + "\"]";
}

// A root, under which every fourth tick another tool is started that stays.
MadeRecording made_tree(const std::string& root = "make") {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), root);
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) add_holder(made, kRoot, begin, 10'000);
  return made;
}

Report report_of(const MadeRecording& made, const AnalysisSettings& settings = {}) {
  return analyze({made.recording}, settings);
}

TEST(JudgeTrees, ATreeGrowsThoughNoProcessOrProgramInItDoes) {
  const Report report = report_of(made_tree());
  ASSERT_EQ(report.groups.size(), 1U);
  const GroupReport& tree = report.groups.front();
  EXPECT_EQ(tree.kind, "tree");
  EXPECT_EQ(tree.name, "make");
  EXPECT_GE(tree.verdict, Verdict::kLeak);
  EXPECT_EQ(tree.members, 50U);
  EXPECT_TRUE(has(tree.reason, "50 processes in it, and none of them alone, hold")) << tree.reason;
  EXPECT_EQ(report.processes.front().verdict, Verdict::kClean);
}

TEST(JudgeTrees, TheNarrowestThatHoldsTheGrowthIsToldOnce) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "sh");
  name(add_holder(made, kRoot, 0, 1000), "make");
  for (int i = 0; i < 6; ++i) add_holder(made, kRoot, 0, 1000);
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) add_holder(made, kRoot + 1, begin, 10'000);
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups.front().name, "make");
}

TEST(JudgeTrees, TwoTreesThatAreToldExplainTheOneAbove) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "init");
  name(add_holder(made, kRoot, 0, 1000), "one");
  name(add_holder(made, kRoot, 0, 1000), "other");
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) {
    add_holder(made, kRoot + 1, begin, 10'000);
    add_holder(made, kRoot + 2, begin, 10'000);
  }
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 2U);
  for (const GroupReport& tree : report.groups) EXPECT_NE(tree.name, "init");
}

TEST(JudgeTrees, AProcessThatHoldsMostOfTheGrowthExplainsIt) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "make");
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) add_holder(made, kRoot, begin, 100);
  add_holder(made, kRoot, 0, 1000, 1000);
  EXPECT_TRUE(report_of(made).groups.empty());
}

TEST(JudgeTrees, ProcessesThatAreToldExplainItTogether) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "make");
  for (int i = 0; i < 8; ++i) add_holder(made, kRoot, 0, 10'000, 500);
  const Report report = report_of(made);
  EXPECT_GE(report.verdict, Verdict::kLeak);
  EXPECT_TRUE(report.groups.empty());
}

TEST(JudgeTrees, AProgramThatPilesUpIsToldWithoutItsTree) {
  MadeRecording made = made_tree();
  for (std::size_t i = 1; i < made.recording.processes.size(); ++i)
    name(made.recording.processes[i], "worker");
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups.front().kind, "program");
}

// Each worker lives for 100 ticks, and a new one takes its place: those at the end began one after the other.
TEST(JudgeTrees, WorkersThatComeAndGoAreNoGrowth) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "server");
  for (std::uint32_t begin = 0; begin < kTicks; begin += 4) {
    RecordedProcess& worker = add_holder(made, kRoot, begin, 10'000);
    if (begin + 100 < kTicks - 10) worker.exit_tick = begin + 100;
  }
  for (int i = 0; i < 25; ++i) add_holder(made, kRoot, 0, 10'000).exit_tick = 4 * (i + 1);
  EXPECT_TRUE(report_of(made).groups.empty());
}

TEST(JudgeTrees, ATestRunnersTreeIsSuspectAtMost) {
  const MadeRecording made = made_tree("pytest");
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups.front().verdict, Verdict::kSuspect);
  AnalysisSettings settings;
  settings.judge_test_runners = true;
  EXPECT_GE(report_of(made, settings).groups.at(0).verdict, Verdict::kLeak);
}

TEST(JudgeTrees, WhatARunnerHoldsIsNoGrowthOfTheTreeAbove) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "init");
  for (int i = 0; i < 2; ++i) name(add_holder(made, kRoot, 0, 1000), "pytest");
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) {
    add_holder(made, kRoot + 1, begin, 10'000);
    add_holder(made, kRoot + 2, begin, 10'000);
  }
  EXPECT_EQ(report_of(made).verdict, Verdict::kSuspect);
}

TEST(JudgeTrees, TheTreeOfAJobIsSuspectAtMost) {
  MadeRecording made = made_tree();
  made.recording.processes[0].exit_tick = kTicks - 20;
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups.front().verdict, Verdict::kSuspect);
  AnalysisSettings settings;
  settings.jobs.policy = JobPolicy::kNever;
  EXPECT_TRUE(report_of(made, settings).groups.empty());
}

TEST(JudgeTrees, ATreeCanBeChosen) {
  MadeRecording made = made_tree();
  name(add_holder(made, 1, 0, 1000), "server");
  AnalysisSettings settings;
  settings.process = "tree:^make$";
  const Report chosen = report_of(made, settings);
  EXPECT_EQ(chosen.groups.size(), 1U);
  EXPECT_EQ(chosen.processes.size(), 50U);
  settings.process = "program:^make$";
  EXPECT_TRUE(report_of(made, settings).groups.empty());
}

TEST(JudgeTrees, FiveProcessesAreNoPile) {
  MadeRecording made(kTicks);
  name(add_holder(made, 1, 0, 1000), "make");
  for (std::uint32_t begin = 40; begin < kTicks; begin += 40) add_holder(made, kRoot, begin, 10'000);
  EXPECT_TRUE(report_of(made).groups.empty());
}

}  // namespace
}  // namespace tidemark
