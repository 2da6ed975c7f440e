#include "analyzer/history/history_store.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "analyzer/history/sqlite_history.hpp"
#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "tests/analyzer/history/made_history.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

HistoryRun full_run(int number) {
  HistoryRun run = made_history_run(number, 1e8, 1e6);
  run.verdict = Verdict::kSuspect;
  MetricMeasure in_test = made_measure(1e8);
  in_test.above_begin_bytes = 12345.5;
  run.shown.programs[{"python3", "it's; DROP TABLE run", "test[\xE2\x82\xAC]"}] = {
      3, Verdict::kLeak, {in_test}};
  (*run.shown.groups)[{"tree", "make"}] = {2, Verdict::kClean, {made_measure(5e7)}};
  // As the program that is called so, and another subject.
  (*run.shown.groups)[{"program", "server"}] = {9, Verdict::kClean, {made_measure(9e7)}};
  run.shown.tests = {"a", "b"};
  run.asked_tests = {"b", "c"};
  run.kept[{"server", "", "a"}] = {2.5e6, 4};
  return run;
}

class HistoryStoreTest : public ::testing::Test {
 protected:
  std::vector<HistoryRun> read(const std::string& branch = "main", std::size_t most = 100) {
    return HistoryStore(path_, Access::kRead).read(branch, most);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("history.db");
};

TEST_F(HistoryStoreTest, WhatWasAddedIsRead) {
  const HistoryRun run = full_run(1);
  EXPECT_EQ(HistoryStore(path_, Access::kWrite).add(run, false), Added::kNew);
  const auto runs = read();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].revision, "r1");
  EXPECT_EQ(runs[0].verdict, Verdict::kSuspect);
  EXPECT_EQ(runs[0].shown.session, run.shown.session);
  EXPECT_EQ(runs[0].shown.started, run.shown.started);
  EXPECT_EQ(runs[0].shown.tests, run.shown.tests);
  EXPECT_EQ(runs[0].asked_tests, run.asked_tests);
  ASSERT_EQ(runs[0].shown.programs.size(), 2U);
  const auto& [key, shown] = *runs[0].shown.programs.begin();
  EXPECT_EQ(key, run.shown.programs.begin()->first);
  EXPECT_EQ(shown.processes, 3U);
  EXPECT_EQ(shown.verdict, Verdict::kLeak);
  EXPECT_EQ(shown.metrics.at(0).above_begin_bytes, 12345.5);
  EXPECT_FALSE(std::next(runs[0].shown.programs.begin())->second.metrics.at(0).above_begin_bytes);
  EXPECT_EQ(runs[0].shown.groups->at({"tree", "make"}).metrics.at(0).end_bytes, 5e7);
  EXPECT_EQ(runs[0].shown.groups->at({"program", "server"}).metrics.at(0).end_bytes, 9e7);
  EXPECT_EQ(runs[0].shown.programs.at({"server", "", ""}).metrics.at(0).end_bytes, 1e8);
  EXPECT_EQ(runs[0].kept.at({"server", "", "a"}).times, 4U);
}

TEST_F(HistoryStoreTest, ASessionIsThereOnce) {
  HistoryStore store(path_, Access::kWrite);
  EXPECT_EQ(store.add(full_run(1), false), Added::kNew);
  EXPECT_EQ(store.add(full_run(1), false), Added::kKnown);
  EXPECT_EQ(read().size(), 1U);
}

TEST_F(HistoryStoreTest, AReplacedRunLeavesNothingOfItself) {
  HistoryStore store(path_, Access::kWrite);
  EXPECT_EQ(store.add(full_run(1), true), Added::kNew);
  HistoryRun other = made_history_run(1, 2e8);
  other.revision = "better";
  EXPECT_EQ(store.add(other, true), Added::kReplaced);
  const auto runs = read();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].revision, "better");
  EXPECT_EQ(runs[0].shown.programs.size(), 1U);
  EXPECT_TRUE(runs[0].kept.empty() && runs[0].shown.tests.empty());
}

TEST_F(HistoryStoreTest, BranchesAreApart) {
  HistoryStore store(path_, Access::kWrite);
  HistoryRun other = made_history_run(2, 1e8);
  other.branch = "next";
  store.add(made_history_run(1, 1e8), false);
  store.add(other, false);
  EXPECT_EQ(read().size(), 1U);
  EXPECT_EQ(read("next").at(0).revision, "r2");
  EXPECT_EQ(store.branches(), (std::vector<std::string>{"main", "next"}));
}

TEST_F(HistoryStoreTest, TheNewestRunsAreRead) {
  HistoryStore store(path_, Access::kWrite);
  for (int i = 1; i <= 5; ++i) store.add(full_run(i), false);
  const auto runs = read("main", 2);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].revision, "r5");
  EXPECT_EQ(runs[1].revision, "r4");
  EXPECT_EQ(runs[1].shown.programs.size(), 2U);
}

TEST_F(HistoryStoreTest, SeveralMayAddAtOnce) {
  constexpr int kThreads = 4, kRuns = 10;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      HistoryStore store(path_, Access::kWrite);
      for (int j = 0; j < kRuns; ++j) store.add(full_run(1 + i * kRuns + j), false);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto runs = read();
  ASSERT_EQ(runs.size(), static_cast<std::size_t>(kThreads * kRuns));
  for (const HistoryRun& run : runs) EXPECT_EQ(run.shown.programs.size(), 2U);
}

TEST_F(HistoryStoreTest, WhatIsNoHistoryIsRefused) {
  write_bytes(path_,
              "This is a text that is longer than the header of an SQLite file, so that it is read as one. "
              "And so on.");
  EXPECT_TRUE(has(user_error([&] { HistoryStore(path_, Access::kRead); }), "not an SQLite file"));
  EXPECT_TRUE(has(user_error([&] { HistoryStore(path_, Access::kWrite); }), "not an SQLite file"));
  EXPECT_TRUE(has(user_error([&] { HistoryStore(directory_.file("none"), Access::kRead); }), "No such file"));
  const std::string other = directory_.file("other.db");
  Database(other, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, other).execute("CREATE TABLE t (a)");
  EXPECT_TRUE(has(user_error([&] { HistoryStore(other, Access::kWrite); }), "no history of Tidemark"));
}

TEST_F(HistoryStoreTest, ANewerVersionIsRefused) {
  static_cast<void>(HistoryStore(path_, Access::kWrite));
  Database(path_, SQLITE_OPEN_READWRITE, path_).execute("PRAGMA user_version = 99");
  EXPECT_TRUE(has(user_error([&] { HistoryStore(path_, Access::kRead); }), "of version 99"));
  EXPECT_TRUE(has(user_error([&] { HistoryStore(path_, Access::kWrite); }), "use a newer one"));
}

}  // namespace
}  // namespace tidemark
