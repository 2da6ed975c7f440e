#include "analyzer/kinds/held_samples.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kKib = 1024.0;

// Adds a process that holds `kib` of private memory from tick `begin` on and twice that from `then` on.
void add_holder(MadeRecording& made, std::uint32_t begin, std::uint32_t then, std::int64_t kib) {
  RecordedProcess& process = made.add_process({});
  process.first_tick = begin;
  process.rows.push_back({begin, {Kib(10 * kib), Kib(kib + 100), Kib(100), {}}});
  process.rows.push_back({then, {Kib(10 * kib), Kib(2 * kib + 100), Kib(100), {}}});
}

HeldSamples held_in(const MadeRecording& made, bool stays = true) {
  const ProcessLife life{{{&made.recording, 0}}};
  const WholeSessions sessions = join_sessions({&made.recording, 1}, {});
  return sample_held(life, sessions.begin()->second, fill_history(life, {}), stays);
}

TEST(SampleHeld, TellsPrivateMemoryFromTheFirstObservationOn) {
  MadeRecording made(50);
  add_holder(made, 10, 30, 1000);
  const HeldSamples held = held_in(made);
  EXPECT_EQ(held.first, 10U);
  ASSERT_EQ(held.anon_bytes.size(), 40U);
  EXPECT_DOUBLE_EQ(held.anon_bytes.front(), 1000 * kKib);
  EXPECT_DOUBLE_EQ(held.anon_bytes[19], 1000 * kKib);
  EXPECT_DOUBLE_EQ(held.anon_bytes[20], 2000 * kKib);
  EXPECT_DOUBLE_EQ(held.anon_bytes.back(), 2000 * kKib);
}

TEST(SampleHeld, WhatHasEndedHoldsNothingAfterwards) {
  MadeRecording made(50);
  add_holder(made, 10, 15, 1000);
  made.recording.processes[0].exit_tick = 20;
  const HeldSamples held = held_in(made, false);
  EXPECT_EQ(held.first, 10U);
  EXPECT_EQ(held.anon_bytes.size(), 10U);
  EXPECT_DOUBLE_EQ(held.anon_bytes.back(), 2000 * kKib);
}

TEST(SampleHeld, WhatWasNotRecordedIsNone) {
  MadeRecording made(50);
  made.add_process({{0, 5000}});
  EXPECT_DOUBLE_EQ(held_in(made).anon_bytes.back(), 0.0);
}

TEST(SampleHeld, WhereNothingPrivateIsKnownItTellsWhatIs) {
  MadeRecording made(50);
  made.add_process({{0, 5000}});
  const HeldSamples held = held_in(made);
  EXPECT_EQ(held.instead, Metric::kVmSize);
  ASSERT_EQ(held.instead_bytes.size(), held.anon_bytes.size());
  EXPECT_DOUBLE_EQ(held.instead_bytes.back(), 5000 * kKib);
  MadeRecording recorded(50);
  add_holder(recorded, 10, 30, 1000);
  EXPECT_TRUE(held_in(recorded).instead_bytes.empty());
}

}  // namespace
}  // namespace tidemark
