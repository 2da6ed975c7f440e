#include "analyzer/evidence/kept_in_tests.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;

std::optional<KeptInTest> find(const MadeSeries& made) { return find_kept_in_tests(made.series, made.tests); }

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
}

TEST(FindKeptInTests, WhatComesBackEachTimeATestRuns) {
  const auto kept = find(suite(12, 0.5));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "guilty");
  EXPECT_EQ(kept->runs, 12U);
  EXPECT_TRUE(kept->comes_back);
  EXPECT_NEAR(kept->bytes, 6 * kMebibyte, 0.1 * kMebibyte);
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
  made.test("upload", 5, 12 * kMebibyte);
  made.test("b", 5, 0.0);
  made.idle(30);
  const auto kept = find(made);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->test, "upload");
  EXPECT_FALSE(kept->comes_back);
  EXPECT_NEAR(kept->bytes, 12 * kMebibyte, 0.1 * kMebibyte);
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
