#include "analyzer/groups/memory_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <utility>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;
constexpr std::uint32_t kTicks = 50;

// A session in which lives are mapped.
class Mapped {
 public:
  explicit Mapped(MadeRecording made)
      : made_(std::move(made)), session_(join_sessions({&made_.recording, 1}, {}).begin()->second) {}
  ~Mapped() = default;
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  // Adds a life that holds `mib` from a time on, to the end.
  HeldSamples& add(const std::string& program, double mib, std::size_t first = 0) {
    HeldSamples& held = *held_.emplace_back(std::make_unique<HeldSamples>());
    held.session = &session_;
    held.first = first;
    held.anon_bytes.assign(session_.seconds.size() - first, mib * kMebibyte);
    held.shared_bytes = held.anon_bytes;
    lives_.push_back({program, &held});
    return held;
  }
  [[nodiscard]] std::optional<MemoryMap> map(const MarkedTests& tests = {}) const {
    return make_memory_map(session_, lives_, tests, std::nullopt, std::nullopt);
  }

 private:
  MadeRecording made_;
  WholeSession session_;
  std::vector<std::unique_ptr<HeldSamples>> held_;
  std::vector<MappedLife> lives_;
};

TEST(MemoryMap, AddsUpTheLivesOfAProgramTheHighestFirst) {
  Mapped mapped{MadeRecording(kTicks)};
  mapped.add("small", 5);
  mapped.add("worker", 10);
  mapped.add("worker", 20, 30);
  const auto map = mapped.map();
  ASSERT_TRUE(map);
  ASSERT_EQ(map->areas.size(), 2U);
  EXPECT_EQ(map->areas[0].program, "worker");
  EXPECT_EQ(map->areas[0].processes, 2U);
  EXPECT_DOUBLE_EQ(map->areas[0].bytes[29], 10 * kMebibyte);
  EXPECT_DOUBLE_EQ(map->areas[0].bytes[30], 30 * kMebibyte);
  EXPECT_DOUBLE_EQ(map->total().back(), 35 * kMebibyte);
  EXPECT_EQ(map->others.processes, 0U);
  EXPECT_EQ(map->metric, Metric::kAnon);
}

TEST(MemoryMap, OfManyProgramsTheSmallAreOneArea) {
  Mapped mapped{MadeRecording(kTicks)};
  for (int i = 1; i <= 12; ++i) mapped.add("program " + std::to_string(i), i);
  const auto map = mapped.map();
  ASSERT_TRUE(map);
  EXPECT_EQ(map->areas.size(), MemoryMap::kMostPrograms);
  EXPECT_EQ(map->areas.front().program, "program 12");
  EXPECT_EQ(map->others.processes, 4U);
  EXPECT_DOUBLE_EQ(map->others.bytes.front(), (1 + 2 + 3 + 4) * kMebibyte);
  EXPECT_DOUBLE_EQ(map->total().front(), 78 * kMebibyte);
}

TEST(MemoryMap, WhereNothingPrivateIsKnownItShowsWhatIs) {
  Mapped mapped{MadeRecording(kTicks)};
  const auto add_imported = [&](Metric metric) {
    HeldSamples& held = mapped.add("imported", 0);
    held.instead = metric;
    held.instead_bytes.assign(held.anon_bytes.size(), 7 * kMebibyte);
  };
  add_imported(Metric::kVmSize);
  mapped.add("too short for a sample", 0, kTicks);
  EXPECT_EQ(mapped.map()->metric, Metric::kVmSize);
  add_imported(Metric::kRss);
  EXPECT_EQ(mapped.map()->metric, Metric::kRss);
  EXPECT_DOUBLE_EQ(mapped.map()->total().front(), 7 * kMebibyte) << "metrics are not added up";
  mapped.add("recorded", 3);
  EXPECT_EQ(mapped.map()->metric, Metric::kAnon);
}

TEST(MemoryMap, TellsWhatWasLeftAndTheLimit) {
  MadeRecording made(kTicks);
  made.recording.ticks[0].mem_available = Kib(1024);
  made.recording.sessions[0].cgroup_limit_bytes = 1 << 30;
  Mapped mapped(made);
  mapped.add("server", 1);
  const auto map = mapped.map();
  ASSERT_EQ(map->available.size(), map->seconds.size());
  EXPECT_DOUBLE_EQ(map->available[0], kMebibyte);
  EXPECT_TRUE(std::isnan(map->available[1]));
  EXPECT_DOUBLE_EQ(*map->limit.bytes, 1024 * kMebibyte);
  Mapped without{MadeRecording(kTicks)};
  without.add("server", 1);
  EXPECT_TRUE(without.map()->available.empty());
}

TEST(MemoryMap, HasTheGapsAndTheTestsOfItsSession) {
  MadeRecording made(kTicks);
  for (std::uint32_t i = 20; i < kTicks; ++i) made.recording.ticks[i].axis_ns += 40 * kSecond;
  Mapped mapped(made);
  mapped.add("server", 1);
  MarkedTests tests;
  tests.by_session["session"] = {{"login", 5 * kSecond, 9 * kSecond},
                                 {"later", 500 * kSecond, 501 * kSecond}};
  tests.by_session["another"] = {{"elsewhere", 0, kSecond}};
  const auto map = mapped.map(tests);
  ASSERT_EQ(map->gaps.size(), 1U);
  EXPECT_DOUBLE_EQ(map->gaps[0].begin_seconds, 19.0);
  EXPECT_DOUBLE_EQ(map->gaps[0].end_seconds, 60.0);
  ASSERT_EQ(map->tests.size(), 1U);
  EXPECT_EQ(map->tests[0].name, "login");
  EXPECT_DOUBLE_EQ(map->tests[0].begin_seconds, 5.0);
}

TEST(MemoryMap, WhatHeldNothingIsNoMap) {
  Mapped mapped{MadeRecording(kTicks)};
  EXPECT_FALSE(mapped.map());
  mapped.add("empty", 0);
  EXPECT_FALSE(mapped.map());
  Mapped one_tick{MadeRecording(1)};
  one_tick.add("server", 1);
  EXPECT_FALSE(one_tick.map());
}

}  // namespace
}  // namespace tidemark
