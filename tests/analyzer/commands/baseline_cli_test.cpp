// `baseline` and `compare` as they are started.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

class BaselineCli : public ::testing::Test {
 protected:
  static Outcome run(Arguments arguments) {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end({.command = std::move(arguments), .before_exec = {}});
  }

  // A run of "server" on day `number`, from 100 MiB on.
  std::string record(int number, int kib_per_tick, int ticks = 120, const std::string& comm = "server") {
    std::string path = directory_.file(comm + std::to_string(number) + ".tidemark");
    WrittenRecording recording(path);
    Transaction transaction(recording.database());
    SessionRow session = session_row(fmt::format("{:08}-1111-4111-8111-111111111111", number));
    session.start_wall_ns += number * 86400 * kSecond;
    session.mem_total_kib = std::int64_t{1} << 34;
    const RowId id = recording.rows.insert_session(session);
    std::optional<RowId> process;
    for (int i = 0; i < ticks; ++i) {
      const RowId tick = recording.rows.insert_tick(id, tick_row(i));
      if (!process) process = recording.rows.insert_process(id, tick, process_row(42, comm));
      recording.rows.insert_sample(tick, *process, vm_size(102400 + kib_per_tick * i));
    }
    transaction.commit();
    recording.finish(id);
    return path;
  }

  TemporaryDirectory directory_;
  std::string json_ = directory_.file("good.json");
};

TEST_F(BaselineCli, WhatGoodRunsShowIsNormalForTheNext) {
  const Outcome built = run({"baseline", "build", record(1, 190), record(2, 200), "--output", json_});
  EXPECT_EQ(built.status, 0) << built.errors;
  EXPECT_EQ(built.output, "");
  EXPECT_TRUE(has(built.errors, "warning: server is leak in")) << built.errors;
  EXPECT_TRUE(has(built.errors, "2 runs of 1 program")) << built.errors;
  const std::string third = record(3, 210);
  EXPECT_EQ(run({"baseline", "build", json_, third, "--output", json_}).status, 0);
  EXPECT_EQ(nlohmann::json::parse(read_bytes(json_))["runs"].size(), 3U);
  const std::string next = record(4, 200);
  EXPECT_EQ(run({"analyze", next}).status, 1);
  EXPECT_EQ(run({"analyze", "--baseline", json_, next}).status, 0);
  EXPECT_EQ(run({"analyze", "--baseline", json_, record(5, 2000)}).status, 1);
}

TEST_F(BaselineCli, CompareEndsWith1WhereTheNewOneIsWorse) {
  const std::string still = record(1, 0), again = record(2, 0), leaking = record(3, 500);
  const Outcome same = run({"compare", still, again});
  EXPECT_EQ(same.status, 0) << same.errors;
  EXPECT_TRUE(has(same.output, "Comparison: not worse")) << same.output;
  const Outcome worse = run({"compare", still, again, leaking, "--report", "json"});
  EXPECT_EQ(worse.status, 1) << worse.errors;
  EXPECT_EQ(nlohmann::json::parse(worse.output)["programs"][0]["change"], "new leak");
  EXPECT_EQ(run({"compare", leaking, again}).status, 0);
}

TEST_F(BaselineCli, CompareWritesWhatBrowsersAndCiServicesRead) {
  const std::string still = record(1, 0), leaking = record(3, 500);
  EXPECT_TRUE(
      has(run({"compare", still, leaking, "--report", "html"}).output, "<title>Tidemark: worse</title>"));
  EXPECT_TRUE(
      has(run({"compare", still, leaking, "--report", "junit"}).output, "<failure type=\"new leak\""));
  EXPECT_TRUE(has(run({"compare", still, leaking, "--report", "markdown"}).output, "Tidemark: worse\n"));
}

TEST_F(BaselineCli, CompareTakesABaselineAsTheBase) {
  EXPECT_EQ(run({"baseline", "build", record(1, 0), record(2, 0), "--output", json_}).status, 0);
  EXPECT_EQ(run({"compare", json_, record(3, 0)}).status, 0);
  EXPECT_EQ(run({"compare", json_, record(4, 500)}).status, 1);
  const Outcome swapped = run({"compare", record(5, 0), json_});
  EXPECT_EQ(swapped.status, 2);
  EXPECT_TRUE(has(swapped.errors, "has to be a recording")) << swapped.errors;
}

TEST_F(BaselineCli, ARecordingIsNeverReplaced) {
  const std::string one = record(1, 0), two = record(2, 0);
  const std::string before = read_bytes(two);
  const Outcome compared = run({"compare", one, two, "--report", "json=" + two});
  EXPECT_EQ(compared.status, 2);
  EXPECT_TRUE(has(compared.errors, "report: " + two + " is an input, too")) << compared.errors;
  EXPECT_EQ(run({"baseline", "build", one, "--output", json_}).status, 0);
  EXPECT_EQ(run({"compare", json_, two, "--report", "json=" + json_}).status, 2);
  const Outcome built = run({"baseline", "build", json_, two, "--output", two});
  EXPECT_EQ(built.status, 2);
  EXPECT_TRUE(has(built.errors, "output: " + two + " is an input, too")) << built.errors;
  EXPECT_EQ(run({"baseline", "build", directory_.path(), "--output", two}).status, 2);
  EXPECT_EQ(read_bytes(two), before);
}

TEST_F(BaselineCli, NothingToCompareIs4) {
  EXPECT_EQ(run({"compare", record(1, 0), record(2, 0, 5)}).status, 4);
  const Outcome strangers = run({"compare", record(3, 0), record(4, 0, 120, "other")});
  EXPECT_EQ(strangers.status, 4);
  EXPECT_TRUE(has(strangers.errors, "no program could be compared")) << strangers.errors;
}

TEST_F(BaselineCli, WrongUsageAndUnreadableInputAre2AndWriteNothing) {
  const std::string still = record(1, 0);
  EXPECT_EQ(run({"compare", still}).status, 2);
  EXPECT_EQ(run({"compare", still, directory_.file("none")}).status, 2);
  EXPECT_EQ(run({"compare", still, still, "--report", "openmetrics"}).status, 2);
  EXPECT_EQ(run({"baseline"}).status, 2);
  EXPECT_EQ(run({"baseline", "destroy"}).status, 2);
  EXPECT_EQ(run({"baseline", "build", still}).status, 2);
  EXPECT_EQ(run({"baseline", "build", still, directory_.file("none"), "--output", json_}).status, 2);
  const std::string text = directory_.file("text");
  write_bytes(text, "{}");
  EXPECT_EQ(run({"baseline", "build", text, "--output", json_}).status, 2);
  const Outcome refused = run({"analyze", "--baseline", text, still});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(has(refused.errors, text + ": cannot use the baseline")) << refused.errors;
  EXPECT_EQ(list_names(directory_.path()), (std::vector<std::string>{"server1.tidemark", "text"}));
}

TEST_F(BaselineCli, HelpTeachesWithExamples) {
  EXPECT_TRUE(has(run({"baseline", "--help"}).output, "  tidemark-analyzer baseline build good1.tidemark"));
  EXPECT_TRUE(has(run({"compare", "--help"}).output, "  tidemark-analyzer compare yesterday.tidemark"));
}

}  // namespace
}  // namespace tidemark
