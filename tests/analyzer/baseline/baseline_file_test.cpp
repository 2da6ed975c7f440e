#include "analyzer/baseline/baseline_file.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/analyzer/baseline/made_runs.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

Baseline mixed() {
  Baseline baseline = made_baseline({10 * kMebibyte, 12 * kMebibyte, 11 * kMebibyte});
  baseline.runs[1].programs[{"python3", "app.py", "login"}] = {
      4, Verdict::kLeak, {made_measure(50 * kMebibyte, 7 * kMebibyte, 33)}};
  baseline.runs[1].programs[{"python3", "app.py", "login"}].metrics[0].above_begin_bytes = -3 * kMebibyte;
  baseline.runs[2].tests = {"login", "logout"};
  baseline.runs[2].programs[{"brief", "", ""}] = {9, Verdict::kInsufficient, {}};
  return baseline;
}

TEST(BaselineFile, ReadsWhatItWrote) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.json");
  write_bytes(path, format_baseline(mixed()));
  EXPECT_TRUE(is_baseline_file(path));
  const Baseline read = read_baseline(path);
  ASSERT_EQ(read.runs.size(), 3U);
  EXPECT_EQ(read.runs[1].session, "session-1");
  EXPECT_EQ(read.runs[1].started, mixed().runs[1].started);
  EXPECT_EQ(read.runs[1].source, "run-1.tidemark");
  const ProgramRun& python = read.runs[1].programs.at({"python3", "app.py", "login"});
  EXPECT_EQ(python.processes, 4U);
  EXPECT_EQ(python.verdict, Verdict::kLeak);
  ASSERT_EQ(python.metrics.size(), 1U);
  EXPECT_EQ(python.metrics[0].metric, Metric::kRss);
  EXPECT_EQ(python.metrics[0].end_bytes, 50 * kMebibyte);
  EXPECT_EQ(python.metrics[0].slope_low, made_measure(50 * kMebibyte, 7 * kMebibyte, 33).slope_low);
  EXPECT_EQ(python.metrics[0].above_begin_bytes, -3 * kMebibyte);
  EXPECT_TRUE(read.runs[1].tests.empty());
  EXPECT_EQ(read.runs[2].tests, (std::set<std::string>{"login", "logout"}));
  EXPECT_TRUE(read.runs[2].programs.at({"brief", "", ""}).metrics.empty());
  EXPECT_EQ(format_baseline(read), format_baseline(mixed()));
}

TEST(BaselineFile, AnOlderOneLacksTheLevelFromATestsBegin) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.json");
  auto json = nlohmann::json::parse(format_baseline(mixed()));
  for (auto& program : json["programs"]) {
    for (auto& run : program["runs"]) {
      for (auto& metric : run["metrics"]) metric.erase("above_begin_bytes");
    }
  }
  write_bytes(path, json.dump());
  const Baseline read = read_baseline(path);
  const ProgramRun& login = read.runs[1].programs.at({"python3", "app.py", "login"});
  EXPECT_EQ(login.metrics.at(0).end_bytes, 50 * kMebibyte);
  EXPECT_FALSE(login.metrics.at(0).above_begin_bytes);
}

TEST(BaselineFile, KeepsGroupsAndWhichRunsWereLookedThrough) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.json");
  Baseline baseline = mixed();
  (*baseline.runs[1].groups)[{"tree", "make"}] = {
      8, Verdict::kLeak, {made_measure(50 * kMebibyte, 7 * kMebibyte)}};
  baseline.runs[2].groups.reset();
  write_bytes(path, format_baseline(baseline));
  const Baseline read = read_baseline(path);
  EXPECT_TRUE(read.runs[0].groups->empty());
  const ProgramRun& tree = read.runs[1].groups->at({"tree", "make"});
  EXPECT_EQ(tree.processes, 8U);
  EXPECT_EQ(tree.metrics.at(0).end_bytes, 50 * kMebibyte);
  EXPECT_FALSE(read.runs[2].groups);
}

TEST(BaselineFile, SumsUpWhatIsNormal) {
  const auto json = nlohmann::json::parse(format_baseline(mixed()));
  EXPECT_EQ(json["format"], "tidemark-baseline");
  EXPECT_EQ(json["version"], 1);
  const auto& server = json["programs"].back();
  EXPECT_EQ(server["name"], "server");
  EXPECT_EQ(server["normal"]["rss"]["runs"], 3);
  EXPECT_EQ(server["normal"]["rss"]["level"]["median"], 11 * kMebibyte);
  EXPECT_EQ(server["normal"]["rss"]["level"]["mad"], kMebibyte);
  EXPECT_EQ(server["normal"]["rss"]["level"]["highest"], 12 * kMebibyte);
}

TEST(BaselineFile, WhatDoesNotFitIsRefusedByName) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.json");
  const auto refusal = [&](const std::string& text) {
    write_bytes(path, text);
    const std::string message = user_error([&] { static_cast<void>(read_baseline(path)); });
    EXPECT_TRUE(has(message, path)) << message;
    return message;
  };
  EXPECT_TRUE(has(refusal("{"), "cannot use the baseline"));
  EXPECT_TRUE(has(refusal("[]"), "cannot use the baseline"));
  EXPECT_TRUE(has(refusal(R"({"format":"tidemark-report","version":1})"), "format"));
  EXPECT_TRUE(has(refusal(R"({"format":"tidemark-baseline","version":2})"), "version is 2"));
  auto json = nlohmann::json::parse(format_baseline(mixed()));
  json["programs"][0]["runs"][0]["run"] = 3;
  EXPECT_TRUE(has(refusal(json.dump()), "a run that is not there"));
  json = nlohmann::json::parse(format_baseline(mixed()));
  json["programs"][0]["runs"][0]["verdict"] = "fine";
  EXPECT_TRUE(has(refusal(json.dump()), "no verdict 'fine'"));
  json = nlohmann::json::parse(format_baseline(mixed()));
  json["runs"][0]["started"] = "yesterday";
  EXPECT_TRUE(has(refusal(json.dump()), "'yesterday' is not a time"));
  json = nlohmann::json::parse(format_baseline(mixed()));
  json["programs"][2]["runs"][0]["metrics"]["rss"].erase("slope_low");
  EXPECT_TRUE(has(refusal(json.dump()), "slope_low"));
  for (const char* field : {"end_bytes", "noise_bytes", "seconds"}) {
    json = nlohmann::json::parse(format_baseline(mixed()));
    json["programs"][2]["runs"][0]["metrics"]["rss"][field] = -1;
    EXPECT_TRUE(has(refusal(json.dump()), std::string(field) + " is below 0"));
  }
  for (const char* count : {"processes", "run"}) {
    json = nlohmann::json::parse(format_baseline(mixed()));
    json["programs"][2]["runs"][0][count] = -1;
    EXPECT_TRUE(has(refusal(json.dump()), "-1 is not a number of something"));
  }
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(read_baseline(directory.file("none"))); }), "none"));
}

TEST(BaselineFile, ARecordingIsNone) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.tidemark");
  write_bytes(path, std::string("SQLite format 3\0", 16));
  EXPECT_FALSE(is_baseline_file(path));
}

TEST(AddRun, KeepsTheOldestAndTheNewestOfMany) {
  Baseline baseline;
  const int runs = static_cast<int>(kMostRuns) + 20;
  for (int i = 0; i < runs; ++i) add_run(baseline, made_run(i, made_measure(kMebibyte)));
  ASSERT_EQ(baseline.runs.size(), kMostRuns);
  EXPECT_EQ(baseline.runs[kAnchorRuns - 1].session, "session-" + std::to_string(kAnchorRuns - 1));
  EXPECT_EQ(baseline.runs[kAnchorRuns].session, "session-" + std::to_string(kAnchorRuns + 20));
  EXPECT_EQ(baseline.runs.back().session, "session-" + std::to_string(runs - 1));
}

TEST(AddRun, ASessionThatIsThereIsReplaced) {
  Baseline baseline = made_baseline({kMebibyte, kMebibyte});
  add_run(baseline, made_run(0, made_measure(2 * kMebibyte)));
  ASSERT_EQ(baseline.runs.size(), 2U);
  EXPECT_EQ(baseline.runs[0].programs.at({"server", "", ""}).metrics[0].end_bytes, 2 * kMebibyte);
}

}  // namespace
}  // namespace tidemark
