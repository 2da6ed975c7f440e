#include "analyzer/evidence/kept_in_tests.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;

std::optional<KeptInTest> find(const MadeSeries& made) {
  const std::vector<KeptInTest> kept = measure_kept_in_tests(made.series, made.tests);
  const KeptInTest* most = most_kept(kept);
  return most == nullptr ? std::nullopt : std::optional(*most);
}

// A suite whose tests take next to nothing, and one of them `each` MiB, each time it runs.
MadeSeries suite(int rounds, double each) {
  MadeSeries made;
  made.idle(30);
  for (int round = 0; round < rounds; ++round) {
    for (const char* name : {"a", "b", "c"}) {
      made.test(name, 5, 0.0);
      made.idle(3);
    }
    made.test("guilty[" + std::to_string(round) + "]", 5, each * kMebibyte);
    made.idle(3);
  }
  return made;
}

TEST(WithoutParameters, AreThoseOfPytestAndGoogleTest) {
  EXPECT_EQ(without_parameters("t.py::test_a[x-1]"), "t.py::test_a");
  EXPECT_EQ(without_parameters("S/T.Name/12"), "S/T.Name");
  EXPECT_EQ(without_parameters("S/T.Name"), "S/T.Name");
  EXPECT_EQ(without_parameters("[x]"), "[x]");
  EXPECT_EQ(without_parameters(""), "");
  EXPECT_EQ(without_parameters("t.py::test_a[x-1] (setup)"), "t.py::test_a (setup)");
  EXPECT_EQ(without_parameters("t.py::test_a (teardown)"), "t.py::test_a (teardown)");
}

TEST(FindKeptInTests, WhatComesBackEachTimeATestRuns) {
  const auto kept = find(suite(12, 0.5));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "guilty");
  EXPECT_EQ(kept->runs, 12U);
  EXPECT_TRUE(kept->comes_back);
  EXPECT_NEAR(kept->bytes, 6 * kMebibyte, 0.1 * kMebibyte);
}

TEST(MeasureKeptInTests, TellsOfEveryTestThatCanBeToldApart) {
  MadeSeries made = suite(3, 4.0);
  made.test("x", 10, 12 * kMebibyte);
  made.tests.push_back(made.tests.back());
  made.tests.back().name = "y";
  made.idle(5);
  const std::vector<KeptInTest> kept = measure_kept_in_tests(made.series, made.tests);
  ASSERT_EQ(kept.size(), 4U) << "x and y ran at once";
  EXPECT_EQ(kept[0].test, "a");
  EXPECT_EQ(kept[0].runs, 3U);
  EXPECT_NEAR(kept[0].bytes, 0.0, 0.1 * kMebibyte);
  EXPECT_FALSE(kept[0].is_held);
  EXPECT_EQ(kept[3].test, "guilty");
  EXPECT_NEAR(kept[3].bytes, 12 * kMebibyte, 0.1 * kMebibyte);
  EXPECT_TRUE(kept[3].is_held);
}

TEST(FindKeptInTests, FewRunsShowNotThatItComesBack) {
  const auto kept = find(suite(5, 0.5));
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->comes_back);
}

TEST(FindKeptInTests, WhatOneTestTookAndTheProcessKeeps) {
  MadeSeries made;
  made.idle(30);
  made.test("a", 5, 0.0);
  made.idle(2);
  made.test("upload", 5, 12 * kMebibyte);
  made.idle(2);
  made.test("b", 5, 0.0);
  made.idle(30);
  const auto kept = find(made);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "upload");
  EXPECT_FALSE(kept->comes_back);
  EXPECT_NEAR(kept->bytes, 12 * kMebibyte, 0.1 * kMebibyte);
}

TEST(FindKeptInTests, WhatMayBeTheTestsBeforeOrBehindItIsNotCounted) {
  MadeSeries made;
  made.idle(30);
  made.test("a", 5, 0.0);
  made.test("upload", 6, 12 * kMebibyte);
  made.test("b", 5, 0.0);
  made.idle(30);
  const auto kept = find(made);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "upload");
  EXPECT_NEAR(kept->bytes, 10 * kMebibyte, 0.1 * kMebibyte) << "of six steps the first may be a's";
}

TEST(FindKeptInTests, WhatIsGivenBackLaterIsNotKept) {
  MadeSeries made;
  made.idle(30);
  made.test("upload", 5, 12 * kMebibyte);
  made.rise(5, -12 * kMebibyte);
  made.idle(30);
  EXPECT_FALSE(find(made));
}

TEST(FindKeptInTests, WhatIsTakenAtTheStartIsTheProcesssOwn) {
  MadeSeries made;
  made.test("first", 5, 12 * kMebibyte);
  made.idle(60);
  EXPECT_FALSE(find(made));
}

TEST(FindKeptInTests, WhatIsImmaterialIsNotTold) { EXPECT_FALSE(find(suite(12, 0.05))); }

TEST(FindKeptInTests, TestsWithinOneStepOfTheSamplesAreNotToldApart) {
  MadeSeries made;
  made.idle(30);
  made.tests = {{"a", 29.1, 29.3}, {"b", 29.4, 29.6}};
  made.rise(1, 12 * kMebibyte);
  made.idle(30);
  EXPECT_FALSE(find(made));
}

// Tests that take 3 MiB for a while, and one that keeps a little, a sample each: what it keeps is to be seen only when the
// others rest.
MadeSeries quick_suite() {
  MadeSeries made;
  made.idle(5);
  for (int round = 0; round < 20; ++round) {
    for (const char* name : {"a", "leaks", "b"}) {
      const bool leaks = std::string(name) == "leaks";
      made.level += (leaks ? 0.5 : 3.0) * kMebibyte;
      made.test(name, 1, 0.0);
      if (!leaks) made.level -= 3.0 * kMebibyte;
    }
  }
  made.idle(5);
  return made;
}

TEST(MeasureKeptInTests, WhatOthersHideIsPutDownToNone) {
  for (const KeptInTest& kept : measure_kept_in_tests(quick_suite().series, quick_suite().tests))
    EXPECT_LE(kept.runs, 1U) << kept.test;
}

TEST(MeasureKeptInTests, WhatTheProcessSaysItselfIsBelieved) {
  MadeSeries made = quick_suite();
  double in_use = 40.0 * kMebibyte;
  for (TestSpan& test : made.tests) {
    test.held_at_begin = in_use;
    if (test.name == "leaks") in_use += 0.5 * kMebibyte;
    test.held_at_end = in_use;
  }
  const auto kept = find(made);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "leaks");
  EXPECT_EQ(kept->runs, 20U);
  EXPECT_NEAR(kept->bytes, 10 * kMebibyte, 1.0);
  EXPECT_TRUE(kept->comes_back);
  for (const KeptInTest& other : measure_kept_in_tests(made.series, made.tests))
    EXPECT_EQ(other.is_held, other.test == "leaks") << other.test;
}

TEST(FindKeptInTests, ATestThatRunsToTheEndTellsNothing) {
  MadeSeries made;
  made.idle(30);
  made.test("a", 5, 0.0);
  made.test("last", 5, 12 * kMebibyte);
  EXPECT_FALSE(find(made));
}

TEST(FindKeptInTests, TestsThatRunAtOnceAreNotToldApart) {
  MadeSeries made;
  made.idle(30);
  made.test("a", 10, 12 * kMebibyte);
  made.tests.push_back(made.tests.back());
  made.tests.back().name = "b";
  made.idle(30);
  EXPECT_FALSE(find(made));
}

}  // namespace
}  // namespace tidemark
