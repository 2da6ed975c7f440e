#include "analyzer/evidence/touch_evidence.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/report_junit.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/next_step.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "tests/analyzer/stacks/stacked_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Stacks = std::vector<FaultStack>;

constexpr int kTicks = 120;

class FirstTouchesOfFindings : public ::testing::Test {
 protected:
  // Returns the report of two processes that leak, of which the first has stacks.
  template <typename StacksAt>
  Report analyzed(StacksAt&& stacks_at, const std::string& then = "",
                  const SessionRow& session = session_row()) {
    write_stacked(path_, kTicks, stacks_at, then, session);
    std::vector<Recording> recordings;
    recordings.push_back(read_recording(path_, ReadSamples::kNo));
    return read_and_analyze(std::move(recordings), settings_);
  }
  Report leaking(const std::string& then = "") {
    return analyzed([](int i) { return stacks_of_leak(i); }, then);
  }
  static Stacks stacks_of_leak(int i) {
    Stacks stacks{
        touched_in({"_int_malloc", "malloc", "cache_put", "handle", "main", "__libc_start_main"}, 9)};
    if (i % 10 == 0) stacks.push_back(touched_in({"log_line", "main"}, 10));
    return stacks;
  }
  static const ProcessReport& process(const Report& report, std::int64_t pid = 42) {
    return *std::find_if(report.processes.begin(), report.processes.end(),
                         [&](const ProcessReport& one) { return one.pid == pid; });
  }
  static std::string text(const Report& report, bool is_verbose = false) {
    return format_text(report, {.is_verbose = is_verbose, .width = 200});
  }

  AnalysisSettings settings_;
  TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");
};

TEST_F(FirstTouchesOfFindings, TheTextNamesThePlaces) {
  const std::string told = text(leaking());
  EXPECT_TRUE(has(told, "first touched in cache_put (server+0x10) <- handle <- main: ")) << told;
  EXPECT_TRUE(has(told, " MiB, by 1")) << told;
  EXPECT_TRUE(has(told, "first touched in log_line (server+0x10) <- main: ")) << told;
  EXPECT_FALSE(has(told, "leaked in")) << told;
}

TEST_F(FirstTouchesOfFindings, TheJsonReportHasThem) {
  const Report report = leaking();
  const auto json = nlohmann::json::parse(format_json(report));
  bool is_told = false;
  for (const auto& one : json.at("processes")) {
    for (const auto& finding : one.at("findings")) {
      const auto& stacks = finding.at("stacks");
      const bool is_of_used = finding.at("metric") == "rss" || finding.at("metric") == "anon";
      ASSERT_EQ(!stacks.empty(), one.at("pid") == 42 && is_of_used) << finding;
      if (stacks.empty()) continue;
      is_told = true;
      EXPECT_NEAR(stacks.at(0).at("share").get<double>(), 0.9, 0.02);
      EXPECT_NEAR(stacks.at(0).at("bytes").get<double>(),
                  stacks.at(0).at("share").get<double>() *
                      (finding.at("last_bytes").get<double>() - finding.at("first_bytes").get<double>()),
                  2.0);
      EXPECT_EQ(stacks.at(0).at("frames").size(), 3U);
      EXPECT_EQ(stacks.at(0).at("frames").at(0), (nlohmann::json{{"function", "cache_put"},
                                                                 {"file", nullptr},
                                                                 {"line", nullptr},
                                                                 {"module", "/srv/server"},
                                                                 {"build_id", "00112233445566778899"},
                                                                 {"address", 16}}));
    }
  }
  EXPECT_TRUE(is_told);
}

TEST_F(FirstTouchesOfFindings, WhatIsKeptIsToldWhereThereIsEnoughOfIt) {
  const Report report = analyzed([](int i) {
    Stacks stacks = stacks_of_leak(i);
    if (i % 5 == 0) stacks.push_back(kept_in({"memcpy", "remember", "handle", "main"}));
    return stacks;
  });
  const std::string told = text(report);
  EXPECT_TRUE(has(told, "kept memory last written in remember (server+0x10) <- handle <- main: ")) << told;
  EXPECT_FALSE(has(told, "first touched")) << told;
  EXPECT_FALSE(has(told, "leaked in")) << told;
  EXPECT_TRUE(has(format_json(report), "\"evidence\": \"kept\"")) << format_json(report);
  EXPECT_TRUE(has(next_step(process(report))->advice, "names the line that wrote last what was kept of"));
}

TEST_F(FirstTouchesOfFindings, LittleThatIsKeptIsNotTold) {
  const Report report = analyzed([](int i) {
    Stacks stacks = stacks_of_leak(i);
    if (i % 30 == 29) stacks.push_back(kept_in({"remember", "main"}));
    return stacks;
  });
  EXPECT_TRUE(has(text(report), "first touched in cache_put"));
  EXPECT_FALSE(has(text(report), "kept memory"));
  EXPECT_TRUE(has(format_json(report), "\"evidence\": \"touched\""));
}

TEST_F(FirstTouchesOfFindings, OtherReportsHaveTheHeaviest) {
  const Report report = leaking();
  EXPECT_TRUE(has(format_junit(report, FailRule{}), "first touched in: cache_put (server+0x10)"));
  EXPECT_TRUE(has(alert_text(process(report), 50), "first touched in: cache_put (server+0x10)"));
}

TEST_F(FirstTouchesOfFindings, AnAddressIsReadBeforeAnotherRun) {
  const Report report = leaking();
  const auto step = next_step(process(report));
  ASSERT_TRUE(step);
  EXPECT_TRUE(step->advice.starts_with("addr2line")) << step->advice;
  EXPECT_EQ(step->commands.front(), "addr2line -Cfi -e /srv/server 0x10");
}

TEST_F(FirstTouchesOfFindings, GrowthInManyPlacesHasNoneToRead) {
  const Report report = analyzed([](int i) {
    return Stacks{touched_in({"f" + std::to_string(i % 3), "main"}, 5)};
  });
  EXPECT_FALSE(has(next_step(process(report))->advice, "addr2line"));
}

TEST_F(FirstTouchesOfFindings, FewSamplesAreSaidOnlyWhereFiguresAre) {
  const Report report = analyzed([](int i) { return i == 60 ? stacks_of_leak(1) : Stacks{}; },
                                 "UPDATE fault_stack SET samples = 4");
  EXPECT_FALSE(has(text(report), "touched"));
  EXPECT_FALSE(has(text(report), "samples of page faults"));
  EXPECT_TRUE(has(text(report, true), "too few samples of page faults to tell where it grows (4)"));
}

TEST_F(FirstTouchesOfFindings, WithoutStacksNothingIsSaid) {
  for (const char* state : {"on", "off"}) {
    SessionRow session = session_row();
    session.fault_stacks = state;
    EXPECT_FALSE(has(text(analyzed([](int) { return Stacks{}; }, "", session)), "touched")) << state;
    std::filesystem::remove(path_);
  }
}

TEST_F(FirstTouchesOfFindings, WhyThereAreNoneIsSaidOnce) {
  SessionRow session = session_row();
  session.fault_stacks = "kernel.perf_event_paranoid is 3";
  const std::string told = text(analyzed([](int) { return Stacks{}; }, "", session));
  const auto at =
      told.find("where memory was first touched was not recorded: kernel.perf_event_paranoid is 3");
  ASSERT_NE(at, std::string::npos) << told;
  EXPECT_EQ(told.find("was not recorded", at + 60), std::string::npos) << told;
}

TEST_F(FirstTouchesOfFindings, ReportsAreTheSameOnAnyNumberOfThreads) {
  const Report report = leaking();
  const std::string one = format_json(report);
  settings_.threads = 4;
  std::filesystem::remove(path_);
  EXPECT_EQ(format_json(leaking()), one);
}

TEST_F(FirstTouchesOfFindings, OldPythonShowsItsInterpreter) {
  const std::string to_python =
      "UPDATE process SET runtime = 'python'; UPDATE module SET path = '/usr/bin/python3.";
  const auto advice = [&](const std::string& then) {
    std::string told = next_step(process(leaking(then)))->advice;
    std::filesystem::remove(path_);
    return told;
  };
  EXPECT_TRUE(has(advice(to_python + "11'"), "Python before 3.12 names its own functions in none"));
  EXPECT_TRUE(has(advice(to_python + "12'"), "python3 -X perf"));
  EXPECT_FALSE(has(advice(to_python + "12'"), "addr2line"));
  const std::string named =
      "'; UPDATE frame SET module = NULL, address = NULL, symbol = 'py::put:/srv/a.py' WHERE symbol = "
      "'cache_put'";
  const std::string told = advice(to_python + "12" + named);
  EXPECT_FALSE(has(told, "-X perf")) << told;
  EXPECT_TRUE(told.starts_with("read /srv/a.py first, where ")) << told;
}

TEST_F(FirstTouchesOfFindings, ScriptsWithoutNamesHaveAnOption) {
  const std::string unnamed =
      "UPDATE frame SET module = NULL, address = NULL, symbol = NULL WHERE symbol = 'handle'; UPDATE process "
      "SET runtime = ";
  EXPECT_TRUE(has(next_step(process(leaking(unnamed + "'node'")))->advice, "node --perf-basic-prof"));
  std::filesystem::remove(path_);
  EXPECT_TRUE(has(next_step(process(leaking(unnamed + "'jvm'")))->advice, "-XX:+PreserveFramePointer"));
}

TEST_F(FirstTouchesOfFindings, WhatBeganWithTheGrowthIsNew) {
  write_stacked(path_, kTicks, [](int i) {
    return Stacks{touched_in({i < 60 ? "start" : "cache_put", "main"}, 3)};
  });
  change_file(path_,
              "UPDATE sample SET vm_size_kib = 100000, rss_kib = 50000, shared_kib = 12500, data_kib = 25000"
              " WHERE tick <= 60");
  std::vector<Recording> recordings;
  recordings.push_back(read_recording(path_, ReadSamples::kNo));
  const std::string told = text(read_and_analyze(std::move(recordings), settings_));
  EXPECT_TRUE(has(told, "; new: ")) << told;
}

// Workers that are started and never end, each of which touches its memory in the same place.
void write_pile(const std::string& path) {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  StackWriter stacks(recording.database());
  const RowId session = recording.rows.insert_session(session_row());
  for (int i = 0; i < kTicks; ++i) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(i));
    if (i % 4 != 0) continue;
    const RowId process = recording.rows.insert_process(session, tick, process_row(100 + i, "worker"));
    recording.rows.insert_sample(tick, process, vm_size(100'000));
    stacks.insert(tick, process, touched_in({"load_model", "main"}, 4));
  }
  transaction.commit();
  recording.finish(session);
}

TEST_F(FirstTouchesOfFindings, AGroupIsToldByTheStacksOfItsProcesses) {
  write_pile(path_);
  std::vector<Recording> recordings;
  recordings.push_back(read_recording(path_, ReadSamples::kNo));
  const Report report = read_and_analyze(std::move(recordings), settings_);
  ASSERT_FALSE(report.groups.empty());
  const FirstTouches& touches = report.groups.front().findings.front().first_touches;
  EXPECT_GT(touches.samples, 80.0);
  EXPECT_EQ(touches.places.at(0).share, 1.0);
  EXPECT_TRUE(has(text(report), "first touched in load_model (server+0x10) <- main: ")) << text(report);
  EXPECT_TRUE(has(format_junit(report, FailRule{}), "first touched in load_model"));
}

}  // namespace
}  // namespace tidemark
