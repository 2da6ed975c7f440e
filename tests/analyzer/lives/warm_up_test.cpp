#include "analyzer/lives/warm_up.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/analysis.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

constexpr std::int64_t kTicksPerSecond = 100;

// A process seen at seconds 100 to 159; `started` is its start in seconds since boot.
MadeRecording recorded(std::int64_t started, std::int64_t exec_generation = 0) {
  MadeRecording made(60, 100);
  made.recording.sessions[0].clock_ticks_per_second = kTicksPerSecond;
  RecordedProcess& process = made.add_process({{0, 1000}});
  process.start_ticks = started * kTicksPerSecond;
  process.exec_generation = exec_generation;
  return made;
}

History trimmed(const MadeRecording& made, std::chrono::nanoseconds duration) {
  const ProcessLife life{{{&made.recording, 0}}};
  History history = fill_history(life, {});
  leave_out_warm_up(history, start_of(life), duration);
  return history;
}

TEST(LeaveOutWarmUp, CountsFromTheStartThatTheKernelTold) {
  const History history = trimmed(recorded(95), 20s);
  ASSERT_EQ(history.size(), 45U);
  EXPECT_EQ(history.axis_ns.front(), 115 * kSecond);
  EXPECT_EQ(history.wall_ns.size(), 45U);
  EXPECT_EQ(history.memory.size(), 45U);
  EXPECT_EQ(history.mem_available.size(), 45U);
}

TEST(LeaveOutWarmUp, AnOldProcessHasNoneInTheRecording) { EXPECT_EQ(trimmed(recorded(3), 20s).size(), 60U); }

TEST(LeaveOutWarmUp, CountsFromTheFirstObservationAfterAnExecOrWhereTheStartIsUnknown) {
  EXPECT_EQ(trimmed(recorded(3, 1), 20s).size(), 40U);
  MadeRecording unknown = recorded(3);
  unknown.recording.sessions[0].clock_ticks_per_second.reset();
  EXPECT_EQ(trimmed(unknown, 20s).size(), 40U);
}

TEST(LeaveOutWarmUp, AShorterLifeHasNothingLeft) {
  const History history = trimmed(recorded(100), 10min);
  EXPECT_EQ(history.size(), 0U);
  EXPECT_TRUE(history.stretches.empty());
}

TEST(LeaveOutWarmUp, TheStretchesGoOnFromTheFirstObservationKept) {
  MadeRecording made = recorded(100);
  for (std::size_t i = 10; i < 60; ++i) made.recording.ticks[i].interval_ns = 2 * kSecond;
  for (std::size_t i = 50; i < 60; ++i) made.recording.ticks[i].interval_ns = 3 * kSecond;
  const History history = trimmed(made, 20s);
  ASSERT_EQ(history.stretches.size(), 2U);
  EXPECT_EQ(history.stretches[0].first, 0U);
  EXPECT_EQ(history.stretches[0].interval_ns, 2 * kSecond);
  EXPECT_EQ(history.stretches[1].first, 30U);
  EXPECT_EQ(trimmed(made, 50s).stretches.size(), 1U);
  EXPECT_EQ(trimmed(made, 10s).stretches.size(), 2U);
}

TEST(Analyze, GrowthThatEndsWithTheWarmUpIsLeftOutAndSaid) {
  MadeRecording made(30, 100);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < 30; ++i) rows.emplace_back(i, 100'000 + 10'000 * std::min(i, 28U));
  made.add_process(rows);
  AnalysisSettings settings;
  EXPECT_GE(analyze({made.recording}, settings).verdict, Verdict::kLeak);
  settings.warm_up = 18s;
  const Report report = analyze({made.recording}, settings);
  EXPECT_EQ(report.processes.at(0).samples, 12U);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_TRUE(has(report.notes[0], "the first 18.0 s of each process's life")) << report.notes[0];
  settings.warm_up = 25s;
  EXPECT_EQ(analyze({made.recording}, settings).verdict, Verdict::kInsufficient);
}

}  // namespace
}  // namespace tidemark
