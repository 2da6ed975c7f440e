#include "analyzer/groups/machine_series.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;
Kib mib(std::int64_t mebibytes) { return Kib(mebibytes * 1024); }

// A machine of 16 GiB of which 8 are available; shared memory rises by a MiB a second.
MadeRecording made_machine(std::uint32_t ticks = 50) {
  MadeRecording made(ticks);
  for (std::uint32_t tick = 0; tick < ticks; ++tick) {
    made.recording.ticks[tick].mem_available = mib(8192 - tick);
    MachineMemory& machine = made.recording.machine.emplace_back();
    machine.shmem = mib(tick);
    machine.slab_unreclaimable = mib(50);
    machine.page_tables = mib(20);
  }
  return made;
}

WholeSession session_of(const MadeRecording& made, const TimeRange& range = {}) {
  return join_sessions({&made.recording, 1}, range).begin()->second;
}

TEST(OutsideOfMachine, AddsUpItsParts) {
  const MadeRecording made = made_machine();
  const auto memory = outside_of_machine(session_of(made));
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->parts.size(), 3U);
  EXPECT_NEAR(memory->outside.bytes.front(), 70 * kMebibyte, 1.0);
  EXPECT_NEAR(memory->outside.bytes.back(), 119 * kMebibyte, 1.0);
  EXPECT_DOUBLE_EQ(memory->used.back() - memory->used.front(), 49 * kMebibyte);
}

TEST(OutsideOfMachine, WhatIsLeftAtTheEndSetsTheLimit) {
  MadeRecording made = made_machine();
  EXPECT_NEAR(*outside_of_machine(session_of(made))->limit_bytes, (119 + 8143) * kMebibyte, 1.0);
  made.recording.sessions[0].swap_total = mib(100);
  for (MachineMemory& machine : made.recording.machine) machine.swap_free = mib(40);
  const auto with_swap = outside_of_machine(session_of(made));
  EXPECT_NEAR(*with_swap->limit_bytes, (119 + 8143 + 40) * kMebibyte, 1.0);
  EXPECT_DOUBLE_EQ(with_swap->used.front(), (16384 - 8192 + 60) * kMebibyte);
}

TEST(OutsideOfMachine, ATickThatDoesNotTellIsUnknown) {
  MadeRecording made = made_machine();
  made.recording.machine[10] = {};
  EXPECT_TRUE(std::isnan(outside_of_machine(session_of(made))->outside.bytes[10]));
}

TEST(OutsideOfMachine, WhatLiesOutsideOfTheRangeIsLeftOut) {
  const MadeRecording made = made_machine();
  const auto time_of = [&](std::size_t tick) { return to_wall_time(made.recording.ticks[tick].wall_ns); };
  const WholeSession session = session_of(made, {time_of(10), time_of(20)});
  const auto memory = outside_of_machine(session);
  ASSERT_EQ(memory->outside.bytes.size(), 11U);
  EXPECT_NEAR(memory->outside.bytes.front(), 80 * kMebibyte, 1.0);
  EXPECT_NEAR(memory->outside.bytes.back(), 90 * kMebibyte, 1.0);
}

TEST(OutsideOfMachine, AnOlderRecordingTellsNothing) {
  const MadeRecording older(50), one_tick = made_machine(1);
  EXPECT_FALSE(outside_of_machine(session_of(older)));
  EXPECT_FALSE(outside_of_machine(session_of(one_tick)));
}

TEST(OutsideOfMachine, TheNextPartGoesOnWhereTheLastOneEnds) {
  std::vector<Recording> parts{made_machine().recording, made_machine().recording};
  parts[1].sessions[0].part = 2;
  for (std::size_t i = 0; i < 50; ++i) {
    parts[1].ticks[i].axis_ns += 50 * kSecond;
    parts[1].machine[i].shmem = mib(50 + static_cast<std::int64_t>(i));
  }
  const WholeSessions sessions = join_sessions(parts, {});
  const auto memory = outside_of_machine(sessions.begin()->second);
  ASSERT_EQ(memory->outside.bytes.size(), 100U);
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_NEAR(memory->outside.bytes[i], (70.0 + static_cast<double>(i)) * kMebibyte, 1.0) << i;
}

TEST(OutsideOfCgroup, IsWhatItIsChargedWithBesidePrivateMemory) {
  MadeRecording made = made_machine();
  EXPECT_FALSE(outside_of_cgroup(session_of(made))) << "no group was read";
  made.recording.sessions[0].cgroup = "/job";
  made.recording.sessions[0].cgroup_limit_bytes = static_cast<std::int64_t>(300 * kMebibyte);
  for (std::uint32_t tick = 0; tick < 50; ++tick) {
    MachineMemory& machine = made.recording.machine[tick];
    machine.cgroup_memory = mib(200 + tick);
    machine.cgroup_inactive_file = mib(100);
    machine.cgroup_shmem = mib(tick);
    machine.cgroup_slab = mib(3);
  }
  const auto memory = outside_of_cgroup(session_of(made));
  ASSERT_TRUE(memory);
  EXPECT_NEAR(memory->outside.bytes.back(), 52 * kMebibyte, 1.0);
  EXPECT_DOUBLE_EQ(memory->used.back(), 149 * kMebibyte);
  EXPECT_NEAR(*memory->limit_bytes, (52 + 300 - 149) * kMebibyte, 1.0);
}

}  // namespace
}  // namespace tidemark
