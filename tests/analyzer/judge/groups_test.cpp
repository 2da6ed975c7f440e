#include "analyzer/judge/groups.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "analyzer/judge/analysis.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::uint32_t kTicks = 200;

// Adds a process that holds `kib` of private memory from tick `begin` on, and `kib_a_tick` more at each tick.
RecordedProcess& add_holder(MadeRecording& made, std::uint32_t begin, std::int64_t kib,
                            std::int64_t kib_a_tick = 0) {
  const auto pid = static_cast<std::int64_t>(made.recording.processes.size()) + 10;
  RecordedProcess& process = made.add_process({}, pid);
  process.first_tick = begin;
  for (std::uint32_t tick = begin; tick < kTicks; tick += kib_a_tick == 0 ? kTicks : 1) {
    const std::int64_t held = kib + kib_a_tick * (tick - begin);
    process.rows.push_back({tick, {Kib(held + 2000), Kib(held + 100), Kib(100), Kib(held)}});
  }
  return process;
}

// A child more every second tick, and none of them ends.
MadeRecording pile_of(std::int64_t kib_each) {
  MadeRecording made(kTicks);
  for (std::uint32_t begin = 0; begin < kTicks; begin += 2) add_holder(made, begin, kib_each);
  return made;
}

Report report_of(const MadeRecording& made) { return analyze({made.recording}, {}); }

TEST(JudgeGroups, ProcessesThatPileUpAreALeakThoughNoneGrows) {
  const Report report = report_of(pile_of(1000));
  ASSERT_EQ(report.groups.size(), 1U);
  const GroupReport& group = report.groups.front();
  EXPECT_EQ(group.kind, "program");
  EXPECT_EQ(group.name, "server");
  EXPECT_GE(group.verdict, Verdict::kLeak);
  EXPECT_EQ(report.verdict, group.verdict);
  EXPECT_EQ(report.processes.front().verdict, Verdict::kClean);
  EXPECT_NE(group.reason.find("pile up: 1 -> 100"), std::string::npos) << group.reason;
  ASSERT_EQ(group.findings.size(), 1U);
  EXPECT_EQ(group.findings[0].metric, Metric::kAnon);
  EXPECT_NEAR(group.findings[0].last_bytes, 100'000 * 1024.0, 1.0);
}

TEST(JudgeGroups, APileOfProcessesThatEachGrowALittleIsToldAllTheSame) {
  MadeRecording made(kTicks);
  for (std::uint32_t begin = 0; begin < kTicks; begin += 2) add_holder(made, begin, 1000, 1);
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_GE(report.groups[0].verdict, Verdict::kLeak);
}

// As a harness does that stops what it tested.
TEST(JudgeGroups, ProcessesThatAreAllStoppedAtTheEndAreAPileToo) {
  MadeRecording made = pile_of(1000);
  for (RecordedProcess& process : made.recording.processes) {
    if (*process.first_tick + 1 >= kTicks) continue;
    process.exit_tick = kTicks - 1;
    process.end.exit_signal = 15;
  }
  ASSERT_EQ(report_of(made).groups.size(), 1U);
  EXPECT_GE(report_of(made).groups.front().verdict, Verdict::kLeak);
}

TEST(JudgeGroups, WhatTheyHoldTogetherHasToBeMaterial) {
  for (const GroupReport& group : report_of(pile_of(5)).groups) EXPECT_LT(group.verdict, Verdict::kLeak);
}

// They pile up in the first half alone, or are all there when the range begins.
TEST(JudgeGroups, OnlyTheRangeIsLookedAt) {
  MadeRecording made(kTicks);
  for (std::uint32_t begin = 0; begin < 100; begin += 2) add_holder(made, begin, 1000);
  const WallTime half = to_wall_time(made.recording.ticks[99].wall_ns);
  AnalysisSettings settings;
  settings.range.until = half;
  const Report report = analyze({made.recording}, settings);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_GE(report.groups[0].verdict, Verdict::kLeak);
  EXPECT_EQ(report.groups[0].findings.at(0).window.end, half);
  settings.range = {half, {}};
  EXPECT_TRUE(analyze({made.recording}, settings).groups.empty());
}

// A part goes on with the processes of the last one, and with what they held.
std::vector<Recording> cut_into_parts(const Recording& whole, std::uint32_t at) {
  std::vector<Recording> parts(2, whole);
  parts[0].ticks.resize(at);
  parts[0].sessions[0].end_tick = at;
  std::erase_if(parts[0].processes, [&](const RecordedProcess& one) { return *one.first_tick >= at; });
  parts[1].ticks.erase(parts[1].ticks.begin(), parts[1].ticks.begin() + at);
  parts[1].sessions[0].end_tick = kTicks - at;
  parts[1].sessions[0].part = 2;
  for (RecordedProcess& process : parts[1].processes) {
    const MemoryKib memory = (*process.rows.begin()).memory;
    process.first_tick = std::max(*process.first_tick, at) - at;
    process.rows = {};
    process.rows.push_back({*process.first_tick, memory});
  }
  return parts;
}

TEST(JudgeGroups, ThePartsOfASessionAreJudgedAsOne) {
  MadeRecording made = pile_of(1000);
  std::int64_t start_ticks = 0;
  for (RecordedProcess& process : made.recording.processes) process.start_ticks = ++start_ticks;
  for (const std::uint32_t at : {100U, 190U}) {
    const Report report = analyze(cut_into_parts(made.recording, at), {});
    ASSERT_EQ(report.groups.size(), 1U) << at;
    EXPECT_GE(report.groups[0].verdict, Verdict::kLeak);
    EXPECT_TRUE(has(report.groups[0].reason, "pile up: 1 -> 100")) << report.groups[0].reason;
  }
}

// 100 that hold 5 KiB each, among which one holds 100 MiB: no material part.
MadeRecording small_pile() {
  MadeRecording made = pile_of(5);
  add_holder(made, 0, 100'000);
  return made;
}

TEST(JudgeGroups, ANumberThatReachesPidsMaxIsALeakWhateverItHolds) {
  MadeRecording made = small_pile();
  made.recording.sessions[0].tasks_max = 32768;
  const Report report = report_of(made);
  ASSERT_EQ(report.groups.size(), 1U);
  const GroupReport& group = report.groups.front();
  EXPECT_EQ(group.verdict, Verdict::kLeak);
  EXPECT_TRUE(has(group.reason, "pile up: 2 -> 101 in 3 m 1")) << group.reason;
  EXPECT_TRUE(has(group.reason, "and the 32768 that there may be in all are there in 18 h")) << group.reason;
  const Finding& finding = group.findings.at(0);
  EXPECT_EQ(finding.metric, Metric::kCount);
  EXPECT_NEAR(finding.slope_bytes_per_second, 0.5, 0.01);
  EXPECT_DOUBLE_EQ(*finding.limit_bytes, 32768.0);
}

TEST(JudgeGroups, ANumberThatReachesPidsMaxWithinTheHourIsCritical) {
  MadeRecording made = small_pile();
  made.recording.sessions[0].tasks_max = 512;
  EXPECT_EQ(report_of(made).verdict, Verdict::kCritical);
}

TEST(JudgeGroups, ANumberThatDoesNotReachPidsMaxWithin7DaysIsNone) {
  MadeRecording made = small_pile();
  made.recording.sessions[0].tasks_max = 4'194'304;
  EXPECT_LT(report_of(made).verdict, Verdict::kLeak);
  EXPECT_LT(report_of(small_pile()).verdict, Verdict::kLeak) << "no limit is known";
}

TEST(JudgeGroups, ThoseThatEndedDoNotCount) {
  MadeRecording made = pile_of(1000);
  for (RecordedProcess& process : made.recording.processes) {
    if (*process.first_tick + 20 < kTicks - 10) process.exit_tick = *process.first_tick + 20;
  }
  EXPECT_TRUE(report_of(made).groups.empty());
}

// Each lives for 100 ticks, and another takes its place. However they ended: none is taken for a job here.
TEST(JudgeGroups, WorkersThatAreReplacedAreNoPile) {
  MadeRecording made(kTicks);
  for (std::uint32_t begin = 4; begin < kTicks; begin += 4) {
    RecordedProcess& worker = add_holder(made, begin, 10'000);
    if (begin + 100 < kTicks - 10) worker.exit_tick = begin + 100;
  }
  for (std::uint32_t end = 4; end <= 100; end += 4) add_holder(made, 0, 10'000).exit_tick = end;
  AnalysisSettings settings;
  settings.jobs.fewest_ended = 1000;
  EXPECT_TRUE(analyze({made.recording}, settings).groups.empty());
}

TEST(JudgeGroups, APoolThatWasStartedAtOnceIsNone) {
  MadeRecording made(kTicks);
  for (int i = 0; i < 50; ++i) add_holder(made, 0, 10'000);
  EXPECT_TRUE(report_of(made).groups.empty());
}

TEST(JudgeGroups, AMemberThatLeaksByItselfExplainsIt) {
  MadeRecording made = pile_of(1000);
  add_holder(made, 0, 1000, 5000);
  const Report report = report_of(made);
  EXPECT_GE(report.processes.front().verdict, Verdict::kLeak);
  EXPECT_TRUE(report.groups.empty());
}

TEST(JudgeGroups, AnAcceptedGroupIsListedAndDoesNotAlert) {
  AnalysisSettings settings;
  SuppressionRule& rule = settings.suppressions.emplace_back();
  rule.name = "pile";
  rule.file = "known.ini";
  rule.group = "program";
  rule.reason = "by design";
  const Report report = analyze({pile_of(1000).recording}, settings);
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].verdict, Verdict::kClean);
  EXPECT_EQ(report.verdict, Verdict::kClean);
}

TEST(JudgeGroups, DifferentProgramsAreNoGroup) {
  MadeRecording made = pile_of(1000);
  for (RecordedProcess& process : made.recording.processes) process.name += std::to_string(process.pid);
  EXPECT_TRUE(report_of(made).groups.empty());
}

TEST(JudgeGroups, FiveProcessesAreNoPile) {
  MadeRecording made(kTicks);
  for (std::uint32_t begin = 0; begin < kTicks; begin += 40) add_holder(made, begin, 10'000);
  EXPECT_TRUE(report_of(made).groups.empty());
}

}  // namespace
}  // namespace tidemark
