#include "analyzer/evidence/sustained_in_test.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;

// A runner that loads what it needs, runs a short test, and then one of `seconds` that takes 30 MiB.
MadeSeries soak(std::size_t seconds) {
  MadeSeries made;
  made.rise(10, 20 * kMebibyte);
  made.test("short", 5, 0.0);
  made.idle(2);
  made.test("soak", seconds, 30 * kMebibyte);
  return made;
}

std::optional<SustainedInTest> find(const MadeSeries& made) {
  return find_sustained_in_test(made.series, made.tests);
}

TEST(FindSustainedInTest, GrowthToTheEndOfALongTest) {
  MadeSeries made = soak(90);
  made.idle(20);
  const auto found = find(made);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->test, "soak");
  EXPECT_TRUE(found->growth.sustained);
  EXPECT_GE(found->growth.window.first, 17U) << "indices are those of the whole series";
  EXPECT_NEAR(static_cast<double>(found->growth.window.last), 106.0, 1.0);
  EXPECT_NEAR(found->growth.growth_bytes, 30 * kMebibyte, 6 * kMebibyte);
}

TEST(FindSustainedInTest, AShortTestShowsNothingByItself) { EXPECT_FALSE(find(soak(50))); }

TEST(FindSustainedInTest, WhatStopsWhileTheTestRunsIsNotSustained) {
  MadeSeries made = soak(90);
  made.idle(90);
  made.tests.back().end_seconds = made.seconds();
  EXPECT_FALSE(find(made));
}

TEST(FindSustainedInTest, WhatIsGivenBackAfterTheTestIsNotKept) {
  MadeSeries made = soak(90);
  made.rise(3, -30 * kMebibyte);
  made.idle(20);
  EXPECT_FALSE(find(made));
}

TEST(FindSustainedInTest, TheFallOfAnExitGivesNothingBack) {
  MadeSeries made = soak(90);
  made.idle(10);
  made.rise(2, -60 * kMebibyte);
  EXPECT_TRUE(find(made));
}

TEST(FindSustainedInTest, ASuiteThatHoldsTestsIsNoTest) {
  MadeSeries made;
  made.idle(5);
  for (const char* name : {"a", "b", "c", "d"}) made.test(name, 25, 10 * kMebibyte);
  made.tests.push_back({"suite", 4.5, made.seconds() - 0.5});
  EXPECT_FALSE(find(made));
}

TEST(FindSustainedInTest, ATestWithinASuiteCounts) {
  MadeSeries made = soak(90);
  made.tests.push_back({"suite", 3.0, made.seconds() - 0.5});
  const auto found = find(made);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->test, "soak");
}

TEST(FindSustainedInTest, WhatBeganWithTheProcessIsItsWholeRun) {
  MadeSeries made;
  made.test("run", 120, 60 * kMebibyte);
  EXPECT_FALSE(find(made));
}

TEST(FindSustainedInTest, NothingIsFoundWithoutTestsOrSamples) {
  MadeSeries made;
  EXPECT_FALSE(find(made));
  made.idle(10);
  EXPECT_FALSE(find(made));
  made.tests.push_back({"later", 100.0, 200.0});
  EXPECT_FALSE(find(made));
}

}  // namespace
}  // namespace tidemark
