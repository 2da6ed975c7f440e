#include "analyzer/growth/growth_in_tests.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;

MadeSeries grows_in_tests(std::size_t samples_a_test) {
  MadeSeries made;
  made.idle(200);
  for (int i = 0; i < 5; ++i) {
    made.test("t", samples_a_test, 10 * kMebibyte);
    made.idle(30);
  }
  made.idle(200);
  return made;
}

GrowthFinding find(const MadeSeries& made) { return find_growth_with_tests(made.series, made.tests); }

TEST(FindGrowthWithTests, WhatGrowsInTestsAndIdlesBetweenIsCaughtOnlyByMarks) {
  MadeSeries made = grows_in_tests(30);
  const GrowthFinding finding = find(made);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_NE(finding.reason.find("tests"), std::string::npos);
  EXPECT_GE(finding.window.first, 190U);
  EXPECT_LE(finding.window.last, 200U + 5 * 60);
  EXPECT_NEAR(finding.growth_bytes, 50 * kMebibyte, 5 * kMebibyte);
  made.tests.clear();
  EXPECT_FALSE(find(made).sustained);
}

// As where the machine was suspended.
TEST(FindGrowthWithTests, AGapInATestTakesNoTime) {
  MadeSeries made = grows_in_tests(30);
  const GrowthFinding whole = find(made);
  const std::size_t gap = 215;
  Timeline timeline = *made.series.timeline;
  for (std::size_t i = gap; i < timeline.seconds.size(); ++i) timeline.seconds[i] += 3600.0;
  timeline.segment_starts.push_back(gap);
  made.series = Series(Metric::kVmSize, std::make_shared<const Timeline>(std::move(timeline)),
                       std::vector<double>(made.series.bytes.begin(), made.series.bytes.end()));
  for (TestSpan& test : made.tests) {
    if (test.begin_seconds > static_cast<double>(gap)) test.begin_seconds += 3600.0;
    test.end_seconds += 3600.0;
  }
  const GrowthFinding finding = find(made);
  EXPECT_TRUE(finding.sustained) << finding.reason;
  EXPECT_EQ(finding.window.observed_seconds, whole.window.observed_seconds);
}

TEST(FindGrowthWithTests, ShortTestsProveItWhereEnoughOfThemGrow) {
  EXPECT_TRUE(find(grows_in_tests(6)).sustained);
}

TEST(FindGrowthWithTests, OneShortTestProvesNothing) {
  MadeSeries made;
  made.test("t", 40, 10 * kMebibyte);
  made.idle(400);
  const GrowthFinding finding = find(made);
  EXPECT_FALSE(finding.sustained);
  EXPECT_TRUE(finding.growing_at_end);  // suspect
}

TEST(FindGrowthWithTests, OneLongTestDoesNotShowThatTheNextAddsToIt) {
  MadeSeries made;
  made.test("t", 70, 60 * kMebibyte);
  made.idle(120);
  const GrowthFinding finding = find(made);
  EXPECT_FALSE(finding.sustained);
  EXPECT_NE(finding.reason.find("one test"), std::string::npos) << finding.reason;
}

TEST(FindGrowthWithTests, GrowthBetweenTestsIsJudgedAsWithoutMarks) {
  MadeSeries made;
  made.idle(100);
  for (int i = 0; i < 5; ++i) {
    made.test("t", 30, 0.0);
    made.rise(30, 10 * kMebibyte);
  }
  made.idle(200);
  const GrowthRule with = find(made).rule;
  made.tests.clear();
  EXPECT_EQ(with, find(made).rule);
}

TEST(FindGrowthWithTests, SteadyGrowthOutsideOfTestsIsNotHidden) {
  MadeSeries made;
  made.test("t", 50, 0.0);
  made.rise(400, 40 * kMebibyte);
  EXPECT_TRUE(find(made).sustained);
}

TEST(FindGrowthWithTests, WhatIsGivenBackAfterTheTestsIsClean) {
  MadeSeries made = grows_in_tests(30);
  made.level = 50 * kMebibyte;
  made.idle(300);
  EXPECT_FALSE(find(made).sustained);
}

TEST(FindGrowthWithTests, AWarmUpThatIsOverWithTheFirstTestsIsClean) {
  MadeSeries made;
  made.idle(50);
  for (int i = 0; i < 10; ++i) {
    made.test("t", 30, 20 * kMebibyte * std::exp(-i));
    made.idle(30);
  }
  EXPECT_FALSE(find(made).sustained);
}

TEST(FindGrowthWithTests, MarksThatCoverAllChangeNothing) {
  MadeSeries made;
  made.test("t", 200, 30 * kMebibyte);
  made.rise(1, 0.0);
  const GrowthFinding marked = find(made);
  made.tests.clear();
  EXPECT_EQ(marked.reason, find(made).reason);
}

TEST(SamplesAround, ReachFromTheLastSampleBeforeToTheFirstAfter) {
  MadeSeries made;
  made.idle(10);
  const auto range = samples_around(made.series, {"t", 2.5, 4.5});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 2U);
  EXPECT_EQ(range->last, 5U);
  EXPECT_FALSE(samples_around(made.series, {"t", 9.5, 12.0}));
  EXPECT_FALSE(samples_around(made.series, {"t", -5.0, -1.0}));
  const auto all = samples_around(made.series, {"t", -5.0, 50.0});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->first, 0U);
  EXPECT_EQ(all->last, 9U);
}

}  // namespace
}  // namespace tidemark
