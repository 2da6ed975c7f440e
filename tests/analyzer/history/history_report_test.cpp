#include "analyzer/history/history_report.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/history/made_history.hpp"

namespace tidemark {
namespace {

using namespace testing;

HistoryReport judged(std::vector<HistoryRun> runs) { return judge_history("main", std::move(runs)); }

std::vector<HistoryRun> made_history_of(std::size_t before, std::size_t since) {
  std::vector<double> levels(before, 100 * kMebibyte);
  levels.insert(levels.end(), since, 150 * kMebibyte);
  return made_history(levels);
}

TEST(HistoryReport, TheRevisionThatNeedsMoreIsOddAtFirst) {
  const HistoryReport report = judged(made_history_of(6, 1));
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_TRUE(report.is_odd());
  EXPECT_FALSE(report.is_worse());
  EXPECT_EQ(report.runs[report.changes[0].change.since].revision, "r7");
  EXPECT_EQ(describe(report.subjects[report.changes[0].subject].subject), "server");
}

TEST(HistoryReport, TheNextRunTellsThatItIsWorseSinceThen) {
  const HistoryReport report = judged(made_history_of(6, 2));
  EXPECT_TRUE(report.is_worse());
  EXPECT_EQ(report.runs[report.changes.at(0).change.since].revision, "r7");
  EXPECT_FALSE(judged(made_history_of(6, 3)).is_worse());
  EXPECT_FALSE(judged(made_history_of(6, 0)).is_worse());
}

TEST(HistoryReport, GrowthThatItsOwnRunCallsALeakIsWorseAtOnce) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8, 1e8, 1e8});
  runs.push_back(made_history_run(6, 1e8, 1e8));
  EXPECT_FALSE(judged(runs).is_worse());
  runs.back().shown.programs.begin()->second.verdict = Verdict::kLeak;
  EXPECT_TRUE(judged(runs).is_worse());
}

// A test that keeps memory is told at once, and that its program holds more for it is no news with the next run.
TEST(HistoryReport, WhatAChangeBringsAboutIsNotNewAgain) {
  std::vector<HistoryRun> runs = made_history_of(6, 2);
  const ProgramKey test{"server", "", "test_upload"};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].asked_tests = {"test_upload"};
    if (i < 6) continue;
    runs[i].kept[test] = {10 * kMebibyte, 5};
    runs[i].shown.programs.begin()->second.verdict = Verdict::kLeak;
  }
  EXPECT_FALSE(judged(runs).is_worse());
  runs.pop_back();
  EXPECT_TRUE(judged(runs).is_worse());
}

TEST(HistoryReport, AnotherRunOfTheRevisionTellsAsWell) {
  std::vector<HistoryRun> runs = made_history_of(6, 2);
  runs.back().revision = "r7";
  EXPECT_TRUE(judged(runs).is_worse());
}

TEST(HistoryReport, AGroupThatProcessesExplainIsNoSubject) {
  std::vector<HistoryRun> runs = made_history({100e6, 100e6, 100e6, 100e6, 100e6, 100e6});
  for (HistoryRun& run : runs) {
    (*run.shown.groups)[{"cgroup", "check"}] = {2, Verdict::kClean, {made_measure(1.0)}};
    (*run.shown.groups)[{"tree", "make"}] = {2, Verdict::kClean, {made_measure(1.0)}};
  }
  for (const std::size_t run : {4U, 5U})
    (*runs[run].shown.groups)[{"tree", "make"}].metrics = {made_measure(50e6)};
  const HistoryReport report = judged(runs);
  ASSERT_EQ(report.subjects.size(), 2U);
  for (const SubjectHistory& subject : report.subjects) EXPECT_NE(subject.subject.kind, "cgroup");
  EXPECT_TRUE(report.is_worse()) << "what has come to hold something";
}

TEST(HistoryReport, LessIsNotWorse) {
  const HistoryReport report = judged(made_history({100e6, 100e6, 100e6, 100e6, 50e6}));
  EXPECT_EQ(report.changes.size(), 1U);
  EXPECT_FALSE(report.is_worse());
}

TEST(HistoryReport, RunsAreOrderedByTheirRevisionsFirstRun) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8});
  runs.push_back(made_history_run(9, 1e8));
  runs.back().revision = "r1";  // run again later
  const HistoryReport report = judged(runs);
  EXPECT_EQ(report.runs[0].revision, "r1");
  EXPECT_EQ(report.runs[1].revision, "r1");
  EXPECT_EQ(report.runs[3].revision, "r3");
}

TEST(HistoryReport, GrowthIsToldRatherThanTheLevel) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8, 1e8, 1e8});
  runs.push_back(made_history_run(6, 2e8, 1e8));
  const HistoryReport report = judged(runs);
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(report.subjects[0].series[report.changes[0].series].quantity, Quantity::kGrowth);
}

TEST(HistoryReport, ATestThatKeepsMoreIsToldByItsName) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8, 1e8, 1e8, 1e8});
  const ProgramKey test{"server", "", "test_upload"};
  for (HistoryRun& run : runs) run.asked_tests = {"test_upload"};
  runs.back().kept[test] = {2 * kMebibyte, 4};
  const HistoryReport report = judged(runs);
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(report.subjects[report.changes[0].subject].subject.program, test);
  EXPECT_DOUBLE_EQ(report.changes[0].change.before, 0.0);
  EXPECT_DOUBLE_EQ(report.changes[0].change.after, 2 * kMebibyte);
}

TEST(HistoryReport, ReservedArenasAreNoChangeOfTheProgram) {
  const auto run_with = [](int number, double reserved) {
    HistoryRun run = made_history_run(number, 1e8);
    MetricMeasure vm = made_measure(reserved);
    vm.metric = Metric::kVmSize;
    run.shown.programs.begin()->second.metrics.push_back(vm);
    return run;
  };
  std::vector<HistoryRun> runs;
  for (int i = 1; i <= 6; ++i) runs.push_back(run_with(i, i < 5 ? 3e8 : 3e8 + 128 * kMebibyte));
  EXPECT_TRUE(judged(runs).changes.empty());
  for (HistoryRun& run : runs) {
    if (run.revision >= "r5")
      run.shown.programs.begin()->second.metrics.back() = made_measure(3e8 + 150 * kMebibyte);
    run.shown.programs.begin()->second.metrics.back().metric = Metric::kVmSize;
  }
  EXPECT_EQ(judged(runs).changes.size(), 1U);
}

TEST(HistoryReport, WhatIsAbsentInSomeRunsIsComparedWhereItIs) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8, 1e8, 1e8, 2e8});
  runs[2].shown.programs.clear();
  const HistoryReport report = judged(runs);
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(report.runs[report.changes[0].change.since].revision, "r6");
}

}  // namespace
}  // namespace tidemark
