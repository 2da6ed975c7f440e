// `history` as it is started.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;
using Json = nlohmann::json;

constexpr int kWarmUp = 15;    // ticks before the first test
constexpr int kTestTicks = 3;  // of one run of a test
constexpr int kRounds = 6;     // runs of each test
constexpr int kMebibyteKib = 1024;

class HistoryCli : public ::testing::Test {
 protected:
  static Outcome run(Arguments arguments) {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end({.command = std::move(arguments), .before_exec = {}});
  }

  // A run of a suite of three tests on day `number`; test_upload keeps `kept_kib` each time it runs.
  std::string record(int number, int kept_kib = 0) {
    std::string path = directory_.file(fmt::format("run{}.tidemark", number));
    WrittenRecording recording(path);
    Transaction transaction(recording.database());
    SessionRow session = session_row(fmt::format("{:08}-1111-4111-8111-111111111111", number));
    session.start_wall_ns += number * 86400 * kSecond;
    const RowId id = recording.rows.insert_session(session);
    std::mt19937 generator(static_cast<unsigned>(number));
    std::normal_distribution<double> noise(0.0, 700.0);
    const auto base = 100 * kMebibyteKib + static_cast<std::int64_t>(noise(generator));
    constexpr std::array kTests{"test_login", "test_upload", "test_search"};
    constexpr int kTicks = kWarmUp + kRounds * 3 * kTestTicks + 10;
    std::optional<RowId> process;
    std::int64_t kept = 0;
    for (int i = 0; i < kTicks; ++i) {
      const TickRow row = tick_row(i);
      const RowId tick = recording.rows.insert_tick(id, row);
      if (!process) process = recording.rows.insert_process(id, tick, process_row(42, "suite"));
      const int in_tests = i - kWarmUp;
      if (in_tests >= 0 && in_tests < kRounds * 3 * kTestTicks) {
        const char* test = kTests.at(static_cast<std::size_t>(in_tests / kTestTicks % 3));
        const auto mark = [&](const char* kind, std::int64_t offset) {
          recording.rows.insert_mark(id, {kind, test, *row.boottime_ns + offset, row.wall_ns + offset, 42});
        };
        if (in_tests % kTestTicks == 0) mark("begin", kSecond / 10);
        if (in_tests % kTestTicks == 1 && test == kTests[1]) kept += kept_kib;
        if (in_tests % kTestTicks == 2) mark("end", kSecond / 2);
      }
      MemoryValues values;
      values.rss_kib = base + kept + i % 3 * 40;
      values.shared_kib = 8 * kMebibyteKib;
      values.vm_size_kib = *values.rss_kib * 2;
      values.data_kib = *values.rss_kib;
      recording.rows.insert_sample(tick, *process, values);
    }
    transaction.commit();
    recording.finish(id);
    return path;
  }

  Outcome add(const std::string& recording, int number, Arguments more = {}) {
    Arguments arguments{
        "history", "add", recording, "--database", database_, "--revision", fmt::format("r{}", number)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  Outcome report(Arguments more) {
    Arguments arguments{"history", "report", "--database", database_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  TemporaryDirectory directory_;
  std::string database_ = directory_.file("memory.db");
};

// Forty revisions, of which the 27th has a test keep 2 MiB more each time it runs.
TEST_F(HistoryCli, TheGateFailsAtTheRevisionThatLeaks) {
  for (int number = 1; number <= 40; ++number) {
    const Outcome added = add(record(number, number < 27 ? 0 : 2 * kMebibyteKib), number);
    ASSERT_EQ(added.status, 0) << added.errors;
    const Outcome gate = report({"--fail-on-change"});
    ASSERT_EQ(gate.status, number == 27 ? 1 : 0) << number << gate.output << gate.errors;
    if (number != 27) continue;
    EXPECT_TRUE(has(gate.output, "with r27, ")) << gate.output;
    EXPECT_TRUE(has(gate.output, "suite in test_upload")) << gate.output;
  }
  const Json json = Json::parse(report({"--report", "json"}).output);
  EXPECT_EQ(json["runs"].size(), 40U);
  const auto of_test = std::find_if(json["changes"].begin(), json["changes"].end(),
                                    [](const Json& change) { return change["test"] == "test_upload"; });
  ASSERT_NE(of_test, json["changes"].end()) << json["changes"];
  EXPECT_EQ((*of_test)["revision"], "r27");
  EXPECT_EQ((*of_test)["told_at"], "r27");
  EXPECT_TRUE((*of_test)["worse"]);
  EXPECT_NEAR((*of_test)["after"].get<double>() - (*of_test)["before"].get<double>(), 2097152.0, 200000.0);
  for (const Json& change : json["changes"]) EXPECT_EQ(change["revision"], "r27") << change;
  const std::string page = report({"--report", "html"}).output;
  EXPECT_TRUE(has(page, "test_upload") && has(page, ">r27</text>")) << page.substr(0, 2000);
  EXPECT_FALSE(has(page.substr(0, page.find("</main>")), "<script>")) << "the page is complete without";
  EXPECT_TRUE(has(report({"--report", "markdown"}).output, "| 🔴 more | <code>r27</code> |"));
}

TEST_F(HistoryCli, ASessionIsMeasuredOnce) {
  const std::string recording = record(1);
  EXPECT_EQ(add(recording, 1).status, 0);
  const Outcome again = add(recording, 2);
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(has(again.errors, "is in the history, with revision r1 of main")) << again.errors;
  EXPECT_EQ(add(recording, 2, {"--replace"}).status, 0);
  const Json json = Json::parse(report({"--report", "json"}).output);
  ASSERT_EQ(json["runs"].size(), 1U);
  EXPECT_EQ(json["runs"][0]["revision"], "r2");
}

TEST_F(HistoryCli, ShowTakesAFormatAndABranch) {
  EXPECT_EQ(add(record(1), 1, {"--branch", "next"}).status, 0);
  const Outcome none = run({"history", "show", "--database", database_});
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(has(none.errors, "no run of branch main; it has runs of next")) << none.errors;
  const Outcome shown =
      run({"history", "show", "--database", database_, "--branch", "next", "--format", "json"});
  EXPECT_EQ(Json::parse(shown.output)["branch"], "next");
  const Outcome text = run({"history", "show", "--database", database_, "--branch", "next"});
  EXPECT_TRUE(has(text.output, "too few runs to tell a change: 1 of 4")) << text.output;
  const Outcome gate = run({"history", "report", "--database", database_, "--branch", "next", "--report",
                            "json=" + directory_.file("history.json"), "--fail-on-change"});
  EXPECT_EQ(gate.status, 0);
  EXPECT_TRUE(has(gate.errors, "too few runs to tell a change: 1 of 4")) << gate.errors;
}

TEST_F(HistoryCli, WrongUsageIs2) {
  const std::string recording = record(1);
  EXPECT_EQ(run({"history"}).status, 2);
  EXPECT_EQ(run({"history", "forget"}).status, 2);
  EXPECT_EQ(run({"history", "add", recording, "--database", database_}).status, 2);
  EXPECT_EQ(run({"history", "add", recording, "--revision", "r1"}).status, 2);
  EXPECT_EQ(run({"history", "show", "--database", database_}).status, 2);
  EXPECT_EQ(run({"history", "show", recording, "--database", database_}).status, 2);
  EXPECT_EQ(run({"history", "show", "--database", recording}).status, 2);
  EXPECT_EQ(add(directory_.file("none"), 1).status, 2);
  EXPECT_EQ(add(recording, 1).status, 0);
  EXPECT_EQ(report({"--report", "json=" + database_}).status, 2);
}

TEST_F(HistoryCli, HelpTeachesWithExamples) {
  for (const char* name : {"add", "show", "report"})
    EXPECT_TRUE(has(run({"history", name, "--help"}).output, "  tidemark-analyzer history show --database"))
        << name;
}

}  // namespace
}  // namespace tidemark
