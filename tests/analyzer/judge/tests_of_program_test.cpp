#include "analyzer/judge/tests_of_program.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;

// A test that a process has run three times, each keeping half a MiB.
TestReport thrice(const std::string& test, std::size_t beyond, std::int64_t pid) {
  TestReport report;
  report.test = test;
  report.runs = 3;
  report.kept_bytes = 1.5 * kMebibyte;
  report.verdict = Verdict::kSuspect;
  report.pid = pid;
  report.program = "python3 (pytest)";
  report.asked = 2;
  report.beyond = beyond;
  report.level_before = 10 * kMebibyte;
  return report;
}

std::vector<TestReport> nights(std::size_t count, std::size_t beyond) {
  std::vector<TestReport> tests;
  for (std::size_t i = 0; i < count; ++i)
    tests.push_back(thrice("test_a", beyond, static_cast<std::int64_t>(i)));
  return tests;
}

TEST(JudgeTestsTogether, WhatComesBackNightAfterNightIsALeak) {
  const auto judged = judge_tests_together(nights(5, 2), {});
  ASSERT_EQ(judged.size(), 1U);
  EXPECT_EQ(judged[0].verdict, Verdict::kLeak);
  EXPECT_TRUE(judged[0].comes_back);
  EXPECT_EQ(judged[0].runs, 15U);
  EXPECT_EQ(judged[0].processes, 5U);
  EXPECT_FALSE(judged[0].pid);
  EXPECT_DOUBLE_EQ(judged[0].kept_each_bytes(), 0.5 * kMebibyte);
}

TEST(JudgeTestsTogether, FewRunsAndThoseThatKeepItNowAndThenAreNone) {
  EXPECT_EQ(judge_tests_together(nights(3, 2), {})[0].verdict, Verdict::kSuspect) << "one in 64 by chance";
  EXPECT_EQ(judge_tests_together(nights(5, 1), {})[0].verdict, Verdict::kSuspect);
  EXPECT_EQ(judge_tests_together(nights(1, 2), {})[0].pid, 0);
}

TEST(JudgeTestsTogether, ChanceIsSharedByAllTests) {
  std::vector<TestReport> tests = nights(4, 2);
  EXPECT_EQ(judge_tests_together(tests, {})[0].verdict, Verdict::kLeak) << "one in 256 by chance";
  for (const char* other : {"test_b", "test_c", "test_d"}) tests.push_back(thrice(other, 1, 99));
  const auto judged = judge_tests_together(tests, {});
  ASSERT_EQ(judged.size(), 4U);
  EXPECT_EQ(judged[0].verdict, Verdict::kSuspect);
}

TEST(JudgeTestsTogether, WhatIsImmaterialInAllIsNone) {
  std::vector<TestReport> tests = nights(5, 2);
  for (TestReport& test : tests) test.level_before = 1000 * kMebibyte;
  EXPECT_EQ(judge_tests_together(tests, {})[0].verdict, Verdict::kSuspect);
}

}  // namespace
}  // namespace tidemark
