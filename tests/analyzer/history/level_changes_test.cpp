#include "analyzer/history/level_changes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tidemark {
namespace {

using Kind = LevelChange::Kind;

// As of a level of 100 that is known to differ by 1 between runs; a change below 5 is none.
constexpr LevelScale kScale{0.0, 1.0, 0.0, 5.0};

std::vector<LevelChange> changes_in(const std::vector<double>& values) {
  return find_level_changes(values, kScale);
}

std::vector<double> noisy(int count, double level, double deviation, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> noise(level, deviation);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(noise(generator));
  return values;
}

void append(std::vector<double>& values, const std::vector<double>& more) {
  values.insert(values.end(), more.begin(), more.end());
}

TEST(FindLevelChanges, ThreeRunsTellNothing) { EXPECT_TRUE(changes_in({100, 100, 200}).empty()); }

TEST(FindLevelChanges, TheFourthRunMayBeOdd) {
  const auto changes = changes_in({100, 101, 99, 140});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::kOdd);
  EXPECT_FALSE(changes[0].stays());
  EXPECT_EQ(changes[0].since, 3U);
  EXPECT_EQ(changes[0].told, 3U);
  EXPECT_FALSE(changes[0].is_confirmed);
  EXPECT_TRUE(changes[0].is_rise());
}

TEST(FindLevelChanges, ASecondRunConfirmsAStep) {
  const auto changes = changes_in({100, 101, 99, 140, 141});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::kStep);
  EXPECT_TRUE(changes[0].is_confirmed);
  EXPECT_EQ(changes[0].since, 3U);
  EXPECT_EQ(changes[0].told, 4U);
  EXPECT_DOUBLE_EQ(changes[0].before, 100.0);
}

// However far away it lies.
TEST(FindLevelChanges, NoDistanceMakesAStepOfOneRun) {
  const auto changes = changes_in({100, 101, 99, 100, 99, 101, 100, 1e6});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::kOdd);
}

TEST(FindLevelChanges, WhatItsOwnRunProvesIsAStepAtOnce) {
  const std::vector<double> values{100, 101, 99, 140, 141};
  const std::vector<bool> proven{false, false, false, true, true};
  for (const std::size_t count : {4U, 5U}) {
    const auto changes = find_level_changes(std::span(values).first(count), kScale, {}, proven);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].kind, Kind::kStep);
    EXPECT_EQ(changes[0].told, 3U);
    EXPECT_EQ(changes[0].is_confirmed, count == 5);
  }
}

TEST(FindLevelChanges, TwoOddRunsOfThreeAreNoLevel) {
  for (const auto& change : changes_in({100, 101, 99, 100, 99, 180, 100, 181, 100, 101, 100, 99}))
    EXPECT_EQ(change.kind, Kind::kLone);
}

// They were told with the second; what came after them is judged by the level before.
TEST(FindLevelChanges, WhatThreeRunsDoNotHoldIsGivenUp) {
  const auto changes = changes_in({100, 101, 99, 100, 180, 181, 100, 101, 99, 100, 140, 141, 140});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].kind, Kind::kLone);
  EXPECT_TRUE(changes[0].is_confirmed);
  EXPECT_EQ(changes[1].kind, Kind::kStep);
  EXPECT_EQ(changes[1].since, 10U);
  EXPECT_EQ(changes[1].told, 11U);
}

TEST(FindLevelChanges, ARunThatFallsBackDoesNotHideAStep) {
  const auto changes = changes_in({100, 101, 99, 100, 140, 141, 100, 140, 141, 140, 139});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::kStep);
  EXPECT_EQ(changes[0].since, 4U);
  EXPECT_EQ(changes[0].told, 5U);
}

// One of 15 is 40 more; the second of two in a row tells what is none.
TEST(FindLevelChanges, OddRunsSeldomMakeAStep) {
  std::size_t told = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::vector<double> values = noisy(40, 100.0, 1.0, seed);
    std::mt19937 generator(seed + 1000);
    for (double& value : values) value += generator() % 15 == 0 ? 40.0 : 0.0;
    for (const LevelChange& change : changes_in(values))
      told += static_cast<std::size_t>(change.is_confirmed && change.is_rise());
  }
  EXPECT_LE(told, 50U);
}

TEST(FindLevelChanges, OneOddRunIsNoLevel) {
  const auto changes = changes_in({100, 101, 99, 100, 180, 100, 101, 100, 99});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::kLone);
  EXPECT_EQ(changes[0].since, 4U);
}

TEST(FindLevelChanges, ASecondOddRunIsNotToldAgain) {
  const auto changes = changes_in({100, 101, 99, 100, 180, 100, 101, 100, 175, 100, 99});
  EXPECT_EQ(changes.size(), 1U);
}

TEST(FindLevelChanges, AStepDownIsTold) {
  const auto changes = changes_in({100, 101, 99, 100, 60, 61, 60});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_FALSE(changes[0].is_rise());
  EXPECT_EQ(changes[0].since, 4U);
}

TEST(FindLevelChanges, EachOfSeveralStepsIsTold) {
  const auto changes = changes_in({100, 101, 99, 100, 140, 141, 140, 139, 200, 201, 200});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].since, 4U);
  EXPECT_EQ(changes[1].since, 8U);
  EXPECT_EQ(changes[1].from, 4U);
}

TEST(FindLevelChanges, WhatIsTooSmallToMatterIsNone) {
  EXPECT_TRUE(changes_in({100, 100, 100, 100, 104, 104, 104, 104, 104}).empty());
}

TEST(FindLevelChanges, SmallStepsAddUpToADrift) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(100.0 + 0.5 * i);
  const auto changes = changes_in(values);
  ASSERT_FALSE(changes.empty());
  for (const LevelChange& change : changes) EXPECT_EQ(change.kind, Kind::kDrift);
  EXPECT_EQ(changes[0].since, 0U);
  EXPECT_LT(changes[0].told, 20U);
}

// The last third of 40 runs, as noise about a straight line through all of them would not show it.
TEST(FindLevelChanges, ADriftThatBeginsLateIsTold) {
  int told = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::vector<double> values = noisy(40, 100.0, 0.5, seed);
    for (std::size_t i = 26; i < values.size(); ++i) values[i] += static_cast<double>(i - 25);
    const auto changes = changes_in(values);
    const bool is_told = std::any_of(changes.begin(), changes.end(), [](const LevelChange& change) {
      return change.kind == Kind::kDrift && change.told >= 26;
    });
    told += static_cast<int>(is_told);
  }
  EXPECT_GE(told, 18);
}

// Neighbours that resemble each other wander off and come back.
TEST(FindLevelChanges, CorrelatedNoiseIsSeldomADrift) {
  int told = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::vector<double> values = noisy(40, 0.0, 4.0, seed);
    for (std::size_t i = 1; i < values.size(); ++i) values[i] += 0.5 * values[i - 1];
    for (double& value : values) value += 100.0;
    const auto changes = changes_in(values);
    told += static_cast<int>(std::any_of(changes.begin(), changes.end(), [](const LevelChange& change) {
      return change.kind == Kind::kDrift;
    }));
  }
  EXPECT_LE(told, 6);
}

TEST(FindLevelChanges, AStepInNoiseIsFoundNearItsPlace) {
  std::vector<double> values = noisy(20, 100.0, 2.0, 7);
  append(values, noisy(20, 112.0, 2.0, 8));
  const auto changes = changes_in(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].since, 20U);
}

TEST(FindLevelChanges, SteadyNoiseIsSeldomTold) {
  int told = 0;
  for (unsigned seed = 0; seed < 200; ++seed)
    told += static_cast<int>(!changes_in(noisy(40, 100.0, 3.0, seed)).empty());
  EXPECT_LE(told, 6);
}

// A gate that has passed is not found to have failed later, nor the other way about: an odd run fails none.
TEST(FindLevelChanges, WhatWasToldStaysTold) {
  std::vector<double> values = noisy(15, 100.0, 1.0, 3);
  append(values, noisy(15, 120.0, 1.0, 4));
  values.push_back(300.0);
  append(values, noisy(10, 121.0, 1.0, 5));
  for (std::size_t count = 4; count < values.size(); ++count) {
    const std::vector<double> part(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    const auto before = changes_in(part);
    const auto all = changes_in(values);
    ASSERT_LE(before.size(), all.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].is_confirmed) {
        EXPECT_EQ(before[i].told, all[i].told);
      }
      EXPECT_EQ(all[i].is_confirmed && all[i].told < count, before[i].is_confirmed);
    }
  }
}

}  // namespace
}  // namespace tidemark
