// Histories in a PostgreSQL server of the test's own, where TIDEMARK_POSTGRES=1 asks for it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "analyzer/history/history_store.hpp"
#include "tests/analyzer/history/made_history.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;

class PostgresqlHistory : public ::testing::Test {
 protected:
  static bool is_asked_for() {
    const char* asked = std::getenv("TIDEMARK_POSTGRES");
    return asked != nullptr && std::string(asked) == "1";
  }

  void SetUp() override {
    if (!is_asked_for())
      GTEST_SKIP() << "takes a PostgreSQL server: TIDEMARK_POSTGRES=1, tests/run --postgres";
    server_ = std::make_unique<RealProcess>(
        Launch{.command = {"sh", POSTGRESQL_SERVER, directory_.path()}, .before_exec = {}});
    for (int i = 0; i < 600 && !has(server_->output(), "ready"); ++i) {
      ASSERT_TRUE(server_->is_running()) << server_->errors();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    ASSERT_TRUE(has(server_->output(), "ready")) << server_->errors();
  }
  void TearDown() override {
    if (!server_) return;
    server_->send(SIGTERM);
    server_->wait();
  }

  [[nodiscard]] std::string url(const std::string& role = "postgres") const {
    return "postgresql:///postgres?host=" + directory_.path() + "/server&user=" + role;
  }
  void execute(const std::string& sql) const { open_history(url(), Access::kWrite)->query(sql, {}); }

  TemporaryDirectory directory_;
  std::unique_ptr<RealProcess> server_;
};

TEST_F(PostgresqlHistory, HoldsWhatAFileHolds) {
  HistoryRun run = made_history_run(1, 1e8 + 0.25, 1e6);
  run.shown.programs[{"python3", "it's; DROP TABLE run", "test[\xE2\x82\xAC]"}] = {3, Verdict::kLeak, {}};
  (*run.shown.groups)[{"tree", "make"}] = {2, Verdict::kClean, {made_measure(5e7)}};
  run.shown.tests = {"a"};
  run.asked_tests = {"b"};
  run.kept[{"server", "", "a"}] = {2.5e6, 4};
  EXPECT_TRUE(has(user_error([&] { HistoryStore(url(), Access::kRead); }), "it is empty"));
  HistoryStore store(url(), Access::kWrite);
  EXPECT_EQ(store.add(run, false), Added::kNew);
  EXPECT_EQ(store.add(run, false), Added::kKnown);
  EXPECT_EQ(store.add(run, true), Added::kReplaced);
  EXPECT_EQ(store.branches(), std::vector<std::string>{"main"});
  const auto runs = read_branch(url(), "main", kUsualRuns);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].shown.started, run.shown.started);
  EXPECT_EQ(runs[0].shown.tests, run.shown.tests);
  EXPECT_EQ(runs[0].asked_tests, run.asked_tests);
  ASSERT_EQ(runs[0].shown.programs.size(), 2U);
  EXPECT_EQ(runs[0].shown.programs.begin()->first, run.shown.programs.begin()->first);
  EXPECT_EQ(runs[0].shown.programs.at({"server", "", ""}).metrics.at(0).end_bytes, 1e8 + 0.25);
  EXPECT_EQ(runs[0].shown.groups->at({"tree", "make"}).processes, 2U);
  EXPECT_EQ(runs[0].kept.at({"server", "", "a"}).each_bytes, 2.5e6);

  execute("CREATE ROLE looker LOGIN");
  execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker");
  EXPECT_EQ(read_branch(url("looker"), "main", kUsualRuns).size(), 1U);
  HistoryStore read_only(url("looker"), Access::kWrite);
  EXPECT_TRUE(has(user_error([&] { read_only.add(made_history_run(2, 1e8), false); }), "permission denied"));
}

TEST_F(PostgresqlHistory, SeveralMayAddAtOnce) {
  constexpr int kThreads = 4, kRuns = 8;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      HistoryStore store(url(), Access::kWrite);
      for (int j = 0; j < kRuns; ++j) store.add(made_history_run(1 + i * kRuns + j, 1e8), false);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(read_branch(url(), "main", kUsualRuns).size(), static_cast<std::size_t>(kThreads * kRuns));
}

TEST_F(PostgresqlHistory, AServerThatIsNotThereIsToldWithoutThePassword) {
  const std::string told =
      user_error([] { HistoryStore("postgresql://me:secret@127.0.0.1:1/none", Access::kRead); });
  EXPECT_TRUE(has(told, "postgresql://me:***@127.0.0.1:1/none: cannot use it as a history")) << told;
  EXPECT_FALSE(has(told, "secret"));
}

}  // namespace
}  // namespace tidemark
