#include "analyzer/judge/programs/life_summary.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kKib = 1024.0;
constexpr std::int64_t kMachineKib = 16 * 1024 * 1024;

LifeSummary summarize(const MadeRecording& made, const TimeRange& range = {}) {
  const ProcessLife life{{{&made.recording, 0}}};
  return summarize_life(life, fill_history(life, range), SharedAxis({&made.recording, 1}));
}

// Values at ticks 0, 10 and 20 of which the second is the highest; `resident` is that of RSS in KiB.
MadeRecording made_peak(std::int64_t resident = 2000) {
  MadeRecording made(30);
  RecordedProcess& process = made.add_process({});
  process.first_tick = 0;
  const auto row = [&](std::uint32_t tick, std::int64_t size, std::int64_t rss, std::int64_t shared) {
    process.rows.push_back({tick, {Kib(size), Kib(rss), Kib(shared), {}}});
  };
  row(0, 1000, 500, 100);
  row(10, 9000, resident, 300);
  row(20, 4000, 1000, 100);
  return made;
}

TEST(SummarizeLife, PeaksAreThoseOfEachMetric) {
  const LifeSummary summary = summarize(made_peak());
  EXPECT_EQ(summary.peak_of(Metric::kVmSize), 9000.0 * kKib);
  EXPECT_EQ(summary.peak_of(Metric::kRss), 2000.0 * kKib);
  EXPECT_EQ(summary.peak_of(Metric::kAnon), 1700.0 * kKib);
  EXPECT_FALSE(summary.peak_of(Metric::kData)) << "was not recorded";
}

TEST(SummarizeLife, ItBeginsAndEndsWithItsObservations) {
  MadeRecording made(100);
  made.add_process({{20, 5000}}).exit_tick = 60;
  const LifeSummary summary = summarize(made);
  EXPECT_DOUBLE_EQ(summary.begin_seconds, 1020.0);
  EXPECT_DOUBLE_EQ(summary.end_seconds, 1059.0);
  EXPECT_EQ(summary.samples, 40U);
}

TEST(SummarizeLife, VerdictAndGrowthAreLeftToTheJudge) {
  const LifeSummary summary = summarize(made_peak());
  EXPECT_EQ(summary.verdict, Verdict::kInsufficient);
  EXPECT_TRUE(summary.growing.empty());
}

TEST(SummarizeLife, LivesStartedAlikeAreOneProgram) {
  MadeRecording made(30);
  made.add_process({{0, 5000}});
  const LifeSummary one = summarize(made);
  RecordedProcess& process = made.recording.processes.front();
  process.pid = 4711;
  EXPECT_EQ(summarize(made).program, one.program);
  process.command_line = R"(["server","--port","80"])";
  EXPECT_FALSE(summarize(made).program == one.program);
  EXPECT_EQ(summarize(made).kind, one.kind) << "whatever the arguments";
  process.exe = "/opt/server";
  EXPECT_FALSE(summarize(made).kind == one.kind);
}

TEST(SummarizeLife, ProgramsOfAnotherHostAreOthers) {
  MadeRecording made(30);
  made.add_process({{0, 5000}});
  const LifeSummary one = summarize(made);
  made.recording.sessions[0].host = "other";
  EXPECT_FALSE(summarize(made).program == one.program);
  EXPECT_FALSE(summarize(made).kind == one.kind);
}

TEST(SummarizeLife, AnotherScriptIsAnotherKind) {
  MadeRecording made(30);
  RecordedProcess& process = made.add_process({{0, 5000}});
  process.name = "python3";
  process.exe = "/usr/bin/python3";
  process.command_line = R"(["python3","a.py"])";
  const TextKey kind = summarize(made).kind;
  process.command_line = R"(["python3","a.py","-v"])";
  EXPECT_TRUE(summarize(made).kind == kind);
  process.command_line = R"(["python3","b.py"])";
  EXPECT_FALSE(summarize(made).kind == kind);
  process.command_line.reset();
  EXPECT_TRUE(summarize(made).kind.empty()) << "not known";
}

TEST(SummarizeLife, NineTenthsOfTheMachineAreItsLimit) {
  EXPECT_TRUE(summarize(made_peak(kMachineKib * 9 / 10 + 1)).reached_limit);
  EXPECT_FALSE(summarize(made_peak(kMachineKib * 9 / 10)).reached_limit);
  MadeRecording unknown = made_peak(kMachineKib);
  unknown.recording.sessions.front().mem_total = {};
  EXPECT_FALSE(summarize(unknown).reached_limit);
}

TEST(SummarizeLife, TheControlGroupMayBeTheLimit) {
  MadeRecording made = made_peak(2000);
  RecordedProcess& process = made.recording.processes.front();
  EXPECT_FALSE(summarize(made).reached_limit);
  process.cgroup_limit_bytes = 2200 * 1024;
  EXPECT_TRUE(summarize(made).reached_limit);
  process.cgroup_limit_bytes = 2300 * 1024;
  EXPECT_FALSE(summarize(made).reached_limit);
}

TEST(SummarizeLife, WithoutAnObservationThereIsNoPeak) {
  const TimeRange before{.since = {}, .until = to_wall_time(kSecond)};
  const LifeSummary summary = summarize(made_peak(), before);
  for (const Metric metric : kAllMetrics) EXPECT_FALSE(summary.peak_of(metric));
  EXPECT_FALSE(summary.reached_limit);
  EXPECT_FALSE(summary.program.empty());
}

}  // namespace
}  // namespace tidemark
