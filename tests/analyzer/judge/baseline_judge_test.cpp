#include "analyzer/judge/baseline_judge.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/judge/baseline_runs.hpp"
#include "tests/analyzer/baseline/made_runs.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// "server" for `ticks` seconds, from 100 MiB on.
Recording recording_of(std::int64_t kib_per_tick, std::uint32_t ticks = 200, std::int64_t from_kib = 102400) {
  MadeRecording made(ticks);
  made.recording.sessions[0].mem_total = Kib(std::int64_t{1} << 34);  // far away
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < ticks; ++i) rows.emplace_back(i, from_kib + kib_per_tick * i);
  made.add_process(rows);
  return made.recording;
}

Baseline baseline_from(const std::vector<Recording>& recordings) {
  AnalysisSettings settings;
  settings.measure = true;
  Baseline baseline;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    BaselineRun run;
    run.session = std::to_string(i);
    run.started = WallTime(std::chrono::hours(i));
    run.programs = pool_programs(analyze({recordings[i]}, settings));
    add_run(baseline, std::move(run));
  }
  return baseline;
}

Baseline baseline_of(const std::vector<std::int64_t>& kib_per_tick) {
  std::vector<Recording> recordings;
  for (const std::int64_t kib : kib_per_tick) recordings.push_back(recording_of(kib));
  return baseline_from(recordings);
}

// "server" for 400 seconds that takes 50 MiB in a test and gives it back behind it, and `kib_per_tick` in
// another.
Recording tested_recording(std::int64_t kib_per_tick) {
  MadeRecording made(400);
  made.recording.sessions[0].mem_total = Kib(std::int64_t{1} << 34);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < 400; ++i) {
    std::int64_t kib = 102400;
    if (i >= 50 && i < 150) kib += 512 * (i - 50);
    if (i >= 200 && i < 300) kib += kib_per_tick * (i - 200);
    rows.emplace_back(i, kib);
  }
  made.add_process(rows);
  const auto mark = [&](MarkKind kind, const char* name, std::int64_t second) {
    made.recording.marks.push_back({0, kind, name, second * kSecond, (1000 + second) * kSecond, 1});
  };
  mark(MarkKind::kBegin, "upload", 50);
  mark(MarkKind::kEnd, "upload", 149);
  mark(MarkKind::kBegin, "search", 200);
  mark(MarkKind::kEnd, "search", 299);
  return made.recording;
}

ProcessReport judged(const Recording& recording, const Baseline& baseline) {
  return analyze({recording}, {}, &baseline).processes.at(0);
}

const Finding* departure(const ProcessReport& process) {
  for (const Finding& finding : process.findings) {
    if (finding.detector == "baseline") return &finding;
  }
  return nullptr;
}

TEST(ApplyBaseline, GrowthThatGoodRunsShowedIsNormal) {
  ASSERT_EQ(judged(recording_of(200), {}).verdict, Verdict::kLeak);
  const ProcessReport process = judged(recording_of(200), baseline_of({190, 200, 210}));
  EXPECT_EQ(process.verdict, Verdict::kClean);
  EXPECT_TRUE(has(process.reason, "as in 3 good runs, which grew by up to")) << process.reason;
  EXPECT_TRUE(has(process.reason, "by itself: grows")) << process.reason;
}

TEST(ApplyBaseline, OneGoodRunMakesItSuspect) {
  EXPECT_EQ(judged(recording_of(200), baseline_of({200})).verdict, Verdict::kSuspect);
}

TEST(ApplyBaseline, ALeakFarBeyondNormalStays) {
  const ProcessReport process = judged(recording_of(1000), baseline_of({190, 200, 210}));
  EXPECT_EQ(process.verdict, Verdict::kLeak);
  ASSERT_NE(departure(process), nullptr);
  EXPECT_EQ(departure(process)->verdict, Verdict::kSuspect);
  EXPECT_TRUE(has(departure(process)->reason, "normal is up to")) << departure(process)->reason;
}

TEST(ApplyBaseline, ALeakThatGoesOnBeyondTheLevelOfGoodRunsStays) {
  EXPECT_EQ(judged(recording_of(200, 1000), baseline_of({190, 200, 210})).verdict, Verdict::kLeak);
}

TEST(ApplyBaseline, ABadRunAmongGoodOnesExcusesNothing) {
  EXPECT_EQ(judged(recording_of(200), baseline_of({0, 0, 200, 0, 0})).verdict, Verdict::kLeak);
}

TEST(ApplyBaseline, ALimitThatIsNearIsNeverClean) {
  Recording recording = recording_of(200);
  recording.sessions[0].mem_total = Kib(200'000);
  ASSERT_EQ(judged(recording, {}).verdict, Verdict::kCritical);
  EXPECT_EQ(judged(recording, baseline_of({190, 200, 210})).verdict, Verdict::kSuspect);
}

TEST(ApplyBaseline, AHigherLevelIsSuspect) {
  const ProcessReport process = judged(recording_of(0, 200, 204800), baseline_of({0, 0, 0}));
  EXPECT_EQ(process.verdict, Verdict::kSuspect);
  ASSERT_NE(departure(process), nullptr);
  EXPECT_EQ(departure(process)->last_bytes, 200 * kMebibyte);
  EXPECT_TRUE(has(process.reason, "ends at 200 MiB, normal is up to")) << process.reason;
}

TEST(ApplyBaseline, OfMetricsThatAreEquallyBadTheFirstIsNamed) {
  const auto grown = [](std::int64_t kib_per_tick) {
    Recording recording = recording_of(kib_per_tick);
    SampleRows& rows = recording.processes[0].rows;
    rows = {};
    for (std::uint32_t i = 0; i < 200; ++i) {
      const Kib bytes(102400 + kib_per_tick * i);
      rows.push_back({i, {bytes, bytes, Kib(0), bytes}});
    }
    return recording;
  };
  const ProcessReport process = judged(grown(2000), baseline_from({grown(0), grown(0), grown(0)}));
  ASSERT_GT(process.findings.size(), 1U);
  EXPECT_EQ(process.findings[0].verdict, process.findings[1].verdict);
  EXPECT_EQ(process.findings[0].metric, Metric::kVmSize);
  EXPECT_TRUE(process.reason.str().starts_with("vm_size: ")) << process.reason;
}

TEST(ApplyBaseline, AProgramThatItDoesNotKnowIsJudgedAsWithoutIt) {
  Recording recording = recording_of(200);
  recording.processes[0].name = "other";
  const ProcessReport process = judged(recording, baseline_of({190, 200, 210}));
  const ProcessReport without = judged(recording, {});
  EXPECT_EQ(process.verdict, Verdict::kLeak);
  EXPECT_EQ(process.reason, without.reason);
  EXPECT_EQ(process.findings.size(), without.findings.size());
}

TEST(Analyze, SaysThatItJudgedByABaseline) {
  const Baseline baseline = baseline_of({0, 0, 0});
  const Report report = analyze({recording_of(0)}, {}, &baseline);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_TRUE(has(report.notes[0], "judged by a baseline of 3 runs, 1970-01-01T00")) << report.notes[0];
}

TEST(ApplyBaseline, AnUnchangedProgramStaysClean) {
  const ProcessReport process = judged(recording_of(0), baseline_of({0, 0, 0}));
  EXPECT_EQ(process.verdict, Verdict::kClean);
  EXPECT_TRUE(process.findings.empty());
}

TEST(ApplyBaseline, WhatGrowsFasterInATestDepartsThereThoughTheWholeLifeDoesNot) {
  const Baseline baseline = baseline_from({tested_recording(20), tested_recording(21), tested_recording(19)});
  const ProcessReport same = judged(tested_recording(20), baseline);
  EXPECT_EQ(departure(same), nullptr) << same.reason;
  const ProcessReport process = judged(tested_recording(300), baseline);
  ASSERT_NE(departure(process), nullptr) << process.reason;
  EXPECT_EQ(departure(process)->marked_tests, std::vector<std::string>{"search"});
  EXPECT_TRUE(has(departure(process)->reason, "in search: grows by ")) << departure(process)->reason;
  EXPECT_EQ(departure(process)->window.begin_seconds, 200.0);
}

// A group that grew by 10 MiB in ten minutes, and its measure.
GroupReport growing_group() {
  GroupReport group{"tree", "make", Verdict::kLeak, "it grows", {}};
  group.measure = made_measure(110 * kMebibyte, 10 * kMebibyte);
  group.measure.metric = Metric::kAnon;
  Finding& finding = group.findings.emplace_back();
  finding.metric = Metric::kAnon;
  finding.verdict = Verdict::kLeak;
  finding.slope_bytes_per_second = group.measure.slope_bytes_per_second;
  finding.last_bytes = group.measure.end_bytes;
  return group;
}

Baseline baseline_with_group(int runs, double growth) {
  Baseline baseline;
  for (int i = 0; i < runs; ++i) {
    BaselineRun run = made_run(i, made_measure(kMebibyte));
    MetricMeasure measure = made_measure(110 * kMebibyte, growth);
    measure.metric = Metric::kAnon;
    (*run.groups)[{"tree", "make"}] = {8, Verdict::kLeak, {measure}};
    add_run(baseline, std::move(run));
  }
  return baseline;
}

TEST(HoldByBaseline, AGroupThatGrowsAsGoodRunsShowedIsClean) {
  GroupReport group = growing_group();
  hold_by_baseline(baseline_with_group(3, 10 * kMebibyte), group);
  EXPECT_EQ(group.verdict, Verdict::kClean);
  EXPECT_TRUE(has(group.reason, "as in 3 good runs")) << group.reason;
  GroupReport beside_one = growing_group();
  hold_by_baseline(baseline_with_group(1, 10 * kMebibyte), beside_one);
  EXPECT_EQ(beside_one.verdict, Verdict::kSuspect);
}

TEST(HoldByBaseline, AMachineIsTheSameUnderAnotherName) {
  GroupReport group = growing_group();
  EXPECT_EQ(key_of(group), (GroupKey{"tree", "make"}));
  group.kind = "machine";
  EXPECT_EQ(key_of(group), (GroupKey{"machine", ""}));
  EXPECT_EQ(describe(key_of(group)), "the machine");
}

TEST(HoldByBaseline, AGroupThatGrowsMoreOrIsNotKnownStays) {
  GroupReport group = growing_group();
  hold_by_baseline(baseline_with_group(3, 5 * kMebibyte), group);
  EXPECT_EQ(group.verdict, Verdict::kLeak);
  hold_by_baseline(Baseline(), group);
  EXPECT_EQ(group.verdict, Verdict::kLeak);
}

}  // namespace
}  // namespace tidemark
