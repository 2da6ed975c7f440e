#include "analyzer/growth/rising_floors.hpp"

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;

// What collections left: seconds and MiB.
using Points = std::vector<std::pair<double, double>>;

// One collection each, of a heap of 1000 MiB at most.
CollectedHeap heap_of(const Points& points) {
  CollectedHeap heap;
  for (const auto& [time, mebibytes] : points) {
    heap.seconds.push_back(time);
    heap.left_bytes.push_back(mebibytes * kMebibyte);
    heap.collections.push_back(static_cast<std::int64_t>(heap.seconds.size()));
  }
  heap.wall_ns.resize(points.size());
  heap.most_bytes = 1000 * kMebibyte;
  return heap;
}

GrowthFinding find(const Points& points, double end_seconds) {
  return find_rising_floors(heap_of(points), end_seconds);
}

// Samples once a second of a heap whose teeth start at these floors and times, in MiB, and each rise by `height`.
GrowthFinding find_in_samples(const Points& floors, double height, double end_seconds) {
  std::vector<double> seconds;
  std::vector<double> bytes;
  for (std::size_t i = 0; i < floors.size(); ++i) {
    const double begin = floors[i].first;
    const double end = i + 1 < floors.size() ? floors[i + 1].first : end_seconds;
    for (double time = begin; time < end; time += 1.0) {
      seconds.push_back(time);
      bytes.push_back((floors[i].second + height * (time - begin) / (end - begin)) * kMebibyte);
    }
  }
  return find_rising_troughs(seconds, bytes);
}

TEST(RisingFloors, ThreeThatRiseEvenlyAreSustained) {
  const GrowthFinding found = find({{10, 10}, {20, 21}, {30, 30}}, 35);
  EXPECT_TRUE(found.sustained) << found.reason;

  EXPECT_EQ(found.first_bytes, 10 * kMebibyte);
  EXPECT_EQ(found.last_bytes, 30 * kMebibyte);
  EXPECT_EQ(found.window.span_seconds, 20);
  EXPECT_EQ(found.window.samples, 3U);
  EXPECT_NEAR(found.slope_bytes_per_second, kMebibyte, 0.01 * kMebibyte);
  EXPECT_GT(found.slope_low, 0);
}

TEST(RisingFloors, FewerThanThreeTellNothing) {
  EXPECT_EQ(find({{10, 10}, {20, 30}}, 25).rule, GrowthRule::kEnoughSamples);
  EXPECT_EQ(find({{10, 10}}, 25).rule, GrowthRule::kEnoughSamples);
  EXPECT_EQ(find({}, 25).rule, GrowthRule::kEnoughSamples);
}

TEST(RisingFloors, AnEdenThatGrowsIsCollectedEverLessOften) {
  EXPECT_TRUE(find({{3, 5}, {5, 6.5}, {10, 9}, {17, 13}, {29, 19}, {94, 52}, {116, 65}}, 180).sustained);
}

TEST(RisingFloors, AStartUpThatSettlesIsNone) {
  EXPECT_EQ(find({{1, 5}, {3, 14}, {10, 22}, {60, 23}, {110, 24}}, 120).rule, GrowthRule::kLateHalfGrows);
  EXPECT_EQ(find({{1, 5}, {2, 14}, {3, 22}}, 90).rule, GrowthRule::kStillGrows);
}

TEST(RisingFloors, WhatIsLoadedAtOnceIsOneStep) {
  EXPECT_EQ(find({{10, 20}, {40, 20.1}, {70, 60}}, 80).rule, GrowthRule::kManyRises);
}

TEST(RisingFloors, WhatWasAsHighBeforeIsNoLeak) {
  Points points;
  for (const double floor : {210.0, 200.0, 50.0, 90.0, 130.0, 170.0}) {
    const double time = points.empty() ? 10.0 : points.back().first + 10.0;
    points.emplace_back(time, floor);
    points.emplace_back(time + 10.0, floor + 150.0);
  }
  const GrowthFinding found = find(points, 125);
  EXPECT_EQ(found.rule, GrowthRule::kReachesNewGround) << found.reason;
  points[2].second = 20.0;
  EXPECT_TRUE(find(points, 125).sustained) << find(points, 125).reason;
}

TEST(RisingFloors, ManyAreTakenTogether) {
  Points points;
  for (int i = 0; i < 200; ++i) points.emplace_back(i, 100.0 + i);
  EXPECT_EQ(find(points, 201).rules.front().value, 64.0);
}

TEST(RisingFloors, BeforeAFallASmallRiseMayBeDead) {
  EXPECT_EQ(find({{10, 100}, {20, 110}, {30, 120}, {40, 130}}, 45).rule, GrowthRule::kRisesBeyondNoise);
}

TEST(RisingFloors, AfterManyCollectionsWithoutAFallTheyMayBeDead) {
  CollectedHeap heap = heap_of({{10, 10}, {20, 20}, {30, 30}, {40, 40}});
  heap.collections = {5, 9, 13, 16};
  EXPECT_TRUE(find_rising_floors(heap, 45).sustained);
  heap.collections.back() = 17;
  const GrowthFinding held = find_rising_floors(heap, 45);
  EXPECT_EQ(held.rule, GrowthRule::kRisesBeyondNoise);
  EXPECT_TRUE(held.growing_at_end && !held.sustained);
  heap.most_bytes = 80 * kMebibyte;
  EXPECT_TRUE(find_rising_floors(heap, 45).sustained) << "half of a heap is not left uncollected";
}

TEST(RisingFloors, BetweenFallsTheLowestPointsCount) {
  Points steady;
  Points leaking;
  for (int i = 0; i < 50; ++i) {
    const double tooth = 5.0 * (i % 10);
    steady.emplace_back(i, 30 + tooth);
    leaking.emplace_back(i, 30 + tooth + 2.0 * i);
  }
  EXPECT_FALSE(find(steady, 50).sustained);
  const GrowthFinding found = find(leaking, 50);
  EXPECT_TRUE(found.sustained) << found.reason;

  EXPECT_EQ(found.first_bytes, 50 * kMebibyte);
  leaking.resize(40);
  EXPECT_TRUE(find(leaking, 40).sustained);
  leaking.resize(30);
  EXPECT_EQ(find(leaking, 30).rule, GrowthRule::kEnoughSamples) << "two falls tell two floors";
}

TEST(RisingFloors, ADipIsNoFloorOfItsOwn) {
  EXPECT_TRUE(find({{10, 10}, {20, 22}, {30, 20}, {40, 40}, {50, 50}}, 55).sustained);
}

TEST(RisingTroughs, ThreeThatRiseEvenlyAreSustained) {
  const GrowthFinding found = find_in_samples({{0, 10}, {90, 30}, {180, 52}, {270, 73}}, 45, 300);
  EXPECT_TRUE(found.sustained) << found.reason;

  EXPECT_EQ(found.last_bytes, 73 * kMebibyte);
}

TEST(RisingTroughs, OfAHeapThatFillsTheyRiseEverLess) {
  EXPECT_EQ(find_in_samples({{0, 60}, {22, 128}, {37, 172}, {57, 209}, {80, 242}}, 120, 110).rule,
            GrowthRule::kLateHalfGrows);
}

TEST(RisingTroughs, WithoutACollectionForLongTheyHaveStopped) {
  EXPECT_EQ(find_in_samples({{0, 10}, {20, 30}, {40, 52}, {60, 73}}, 45, 100).rule, GrowthRule::kStillGrows);
}

TEST(RisingTroughs, AFewThatRiseALittleMayBeChance) {
  EXPECT_EQ(find_in_samples({{0, 60}, {20, 62}, {40, 64}, {60, 66}}, 20, 75).rule,
            GrowthRule::kRisesBeyondNoise);
}

TEST(RisingTroughs, TheHighestSamplesHaveToRiseToo) {
  std::vector<double> seconds;
  std::vector<double> bytes;
  for (const double level : {10, 90, 20, 80, 35, 85, 50, 100}) {
    seconds.push_back(10.0 * static_cast<double>(seconds.size()));
    bytes.push_back(level * kMebibyte);
  }
  EXPECT_EQ(find_rising_troughs(seconds, bytes).rule, GrowthRule::kReachesNewGround);
}

TEST(RisingFloors, OnesThatScatterAreNotSustained) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> level(30, 40);
  int sustained = 0;
  for (int run = 0; run < 300; ++run) {
    Points points;
    for (int i = 0; i < 30; ++i) points.emplace_back(i, level(random));
    sustained += find(points, 30).sustained ? 1 : 0;
    points.resize(5);
    sustained += find(points, 5).sustained ? 1 : 0;
  }
  EXPECT_LE(sustained, 1);
}

}  // namespace
}  // namespace tidemark
