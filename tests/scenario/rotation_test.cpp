#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::kills_asked_for;
using testing::Outcome;
using testing::RealProcess;
using testing::Rows;
using testing::run_to_end;
using testing::Words;

class Rotation : public testing::RecorderTest {
 protected:
  [[nodiscard]] std::vector<std::string> recordings() const {
    std::vector<std::string> paths;
    for (const std::string& name : testing::list_names(directory_.path())) {
      if (name.ends_with(".tidemark")) paths.push_back(directory_.file(name));
    }
    return paths;
  }

  [[nodiscard]] std::int64_t total(const std::string& sql) const {
    std::int64_t sum = 0;
    for (const std::string& path : recordings()) sum += testing::query_number(path, sql);
    return sum;
  }
};

TEST_F(Rotation, AProcessThatSpansFilesIsOneSeriesWithoutASeam) {
  RealProcess leaking({subject("heap-leak", "14")});
  RealProcess recorder(
      {run({"--interval", "100ms", "--rotate-every", "3s", "--pid-tree", std::to_string(leaking.pid())})});
  EXPECT_EQ(leaking.wait(), 0);
  EXPECT_EQ(recorder.wait(), 0);
  EXPECT_EQ(recorder.errors().find("warning"), std::string::npos) << recorder.errors();
  ASSERT_GE(recordings().size(), 4U);
  const std::int64_t samples = total("SELECT count(*) FROM sample_filled WHERE comm = 'test-subject'");
  EXPECT_EQ(total("SELECT count(*) FROM sample WHERE tick = 1"), static_cast<int>(recordings().size()));

  const Outcome outcome = run_to_end(
      {{TIDEMARK_ANALYZER, "analyze", "--process", "test-subject", "--report", "json", directory_.path()}});
  const auto report = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(report["processes"].size(), 1U) << outcome.errors;
  const auto& process = report["processes"][0];
  EXPECT_EQ(process["samples"], samples);
  EXPECT_NE(process["verdict"], "clean");
  EXPECT_GT(process["findings"][0]["window"]["samples"], 100) << "the window spans files";
}

TEST_F(Rotation, OldFilesGoWhereTheyWouldBeTooMuch) {
  testing::write_bytes(directory_.file("r-20200101T000000Z.tidemark"), "not by a recorder");
  RealProcess recorder({run({"--interval", "50ms", "--rotate-every", "1s", "--keep-size", "500KiB"})});
  EXPECT_TRUE(testing::comes_true([&] { return recorder.errors().find("removed") != std::string::npos; }));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_TRUE(std::filesystem::exists(directory_.file("r-20200101T000000Z.tidemark")));
  EXPECT_GE(recordings().size(), 2U);
}

TEST_F(Rotation, ARecorderKilledWhileItRotatesLeavesEveryFileSound) {
  const int kills = std::max(4, kills_asked_for() / 5);
  std::mt19937 random(20'261'121);
  // Around the first rotation, counted from the first tick: a busy machine may start slowly.
  std::uniform_int_distribution<int> milliseconds(700, 1200);
  // Those that have ticks. A recorder that is started within a second goes on with the file of the one before.
  const auto sessions = [&] { return total("SELECT count(DISTINCT session) FROM tick"); };
  for (int i = 0; i < kills; ++i) {
    const auto before = i == 0 ? 0 : sessions();
    RealProcess recorder({run({"--interval", "10ms", "--max-cpu", "100%", "--rotate-every", "1s"})});
    ASSERT_TRUE(testing::comes_true([&] { return !recordings().empty() && sessions() > before; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
    recorder.send(SIGKILL);
    recorder.wait();
  }
  for (const std::string& path : recordings())
    EXPECT_EQ(testing::query_rows(path, "PRAGMA integrity_check"), Rows{"ok"}) << path;
  EXPECT_GE(sessions(), kills);
  EXPECT_EQ(run_to_end({{TIDEMARK_ANALYZER, "info", recordings().front()}}).status, 0);
}

}  // namespace
}  // namespace tidemark
