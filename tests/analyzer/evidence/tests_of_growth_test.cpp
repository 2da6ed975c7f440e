#include "analyzer/evidence/tests_of_growth.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;
using Names = std::vector<std::string>;

// The finding of a growth over the whole series.
Names names_of(const MadeSeries& made) {
  Finding finding;
  finding.window.begin_seconds = made.series.seconds.front();
  finding.window.seconds = made.series.span_seconds();
  finding.first_bytes = made.series.bytes.front();
  finding.last_bytes = made.series.bytes.back();
  return tests_of_growth(finding, made.series, made.tests);
}

TEST(TestsOfGrowth, NamesTheOneThatGrew) {
  MadeSeries made;
  made.idle(10);
  made.test("a", 10, 0.2 * kMebibyte);
  made.test("guilty", 10, 20 * kMebibyte);
  made.test("b", 10, 0.3 * kMebibyte);
  EXPECT_EQ(names_of(made), Names{"guilty"});
}

TEST(TestsOfGrowth, NamesAllThatRanAtOnce) {
  MadeSeries made;
  made.idle(10);
  made.test("a", 10, 20 * kMebibyte);
  made.tests.push_back(made.tests.front());
  made.tests.back().name = "b";
  made.idle(10);
  EXPECT_EQ(names_of(made), (Names{"a", "b"}));
}

TEST(TestsOfGrowth, GrowthThatComesWithEveryTestNamesThemAll) {
  MadeSeries made;
  made.idle(10);
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    made.test(name, 10, 5 * kMebibyte);
    made.idle(5);
  }
  EXPECT_EQ(names_of(made).size(), 6U);
}

// A test that keeps a little, between others that take more for a while, and hide it.
TEST(TestsOfGrowth, WhatOthersHideNamesAllThatRanMeanwhileUnlessTheProcessSays) {
  MadeSeries made;
  made.idle(5);
  double in_use = 0.0;
  for (int round = 0; round < 20; ++round) {
    for (const char* name : {"a", "leaks", "b"}) {
      const bool leaks = std::string(name) == "leaks";
      made.level += (leaks ? 0.5 : 3.0) * kMebibyte;
      made.test(name, 1, 0.0);
      if (!leaks) made.level -= 3.0 * kMebibyte;
      made.tests.back().held_at_begin = in_use;
      in_use += leaks ? 0.5 * kMebibyte : 0.0;
      made.tests.back().held_at_end = in_use;
    }
  }
  made.idle(5);
  EXPECT_EQ(names_of(made), Names{"leaks"});
  for (TestSpan& test : made.tests) test.held_at_begin.reset();
  EXPECT_EQ(names_of(made).size(), 3U);
}

TEST(TestsOfGrowth, TheRunsOfOneNameCountTogether) {
  MadeSeries made;
  made.idle(10);
  for (int i = 0; i < 5; ++i) {
    made.test("often", 10, 3 * kMebibyte);
    made.test("other", 10, 0.1 * kMebibyte);
  }
  EXPECT_EQ(names_of(made), Names{"often"});
}

TEST(TestsOfGrowth, GrowthOutsideOfTestsNamesNone) {
  MadeSeries made;
  made.test("a", 10, 2 * kMebibyte);
  made.rise(100, 20 * kMebibyte);
  EXPECT_TRUE(names_of(made).empty());
  made.tests.clear();
  EXPECT_TRUE(names_of(made).empty());
}

}  // namespace
}  // namespace tidemark
