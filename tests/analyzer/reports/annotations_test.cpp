#include "analyzer/reports/annotations.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(GithubAnnotations, WhatFailsIsAnErrorAndOtherGrowthAWarning) {
  const Report report =
      made_report({made_process("cache", Verdict::kLeak, 7), made_process("server", Verdict::kSuspect),
                   made_process("still", Verdict::kClean), made_process("brief", Verdict::kInsufficient)});
  const std::string text = format_github_annotations(report, {});
  EXPECT_TRUE(text.starts_with(
      "::error title=Tidemark%3A cache (PID 7)%3A leak::cache (PID 7): leak%0Awhat: cache (PID 7) grew "))
      << text;
  EXPECT_TRUE(has(text, "(95 %25)"));
  EXPECT_TRUE(has(text, "\n::warning title=Tidemark%3A server (PID 42)%3A suspect::server"));
  EXPECT_EQ(lines_of(text), 2U);
  EXPECT_TRUE(format_github_annotations(report, {.from = Verdict::kCritical}).starts_with("::warning"));
  EXPECT_EQ(format_github_annotations(made_report({}), {}), "");
}

TEST(GithubAnnotations, AGroupIsAnnotatedAmongTheProcessesByItsVerdict) {
  Report report = made_report({made_process("server", Verdict::kSuspect)});
  report.groups = {{"program", "worker", Verdict::kLeak, "its processes pile up", {}}};
  const std::string text = format_github_annotations(report, {});
  EXPECT_TRUE(text.starts_with(
      "::error title=Tidemark%3A the program worker%3A leak::its processes pile up\n::warning"))
      << text;
}

TEST(GithubAnnotations, SuspectJobsAreLeftOutWhereTheyFailNothing) {
  ProcessReport job = made_process("cc1plus", Verdict::kSuspect);
  job.kind_of_life = KindOfLife::kJob;
  EXPECT_EQ(format_github_annotations(made_report({job}), {}), "");
  EXPECT_NE(format_github_annotations(made_report({job}), {.from = Verdict::kSuspect}), "");
}

TEST(GithubAnnotations, ATenthOfManySaysHowManyAreMissing) {
  const std::vector<ProcessReport> processes(25, made_process("cache", Verdict::kLeak));
  const std::string text = format_github_annotations(made_report(processes), {});
  EXPECT_EQ(lines_of(text), 10U);
  EXPECT_TRUE(has(text, "::error title=Tidemark::16 more grow")) << text;
  const std::vector<ProcessReport> ten(10, made_process("cache", Verdict::kLeak));
  EXPECT_FALSE(has(format_github_annotations(made_report(ten), {}), "more grow"));
}

TEST(GithubAnnotations, HoldsNoCommandOfAnotherRunner) {
  Report report = made_report({made_process("##vso[task.complete]x", Verdict::kLeak)});
  report.groups = {{"program", "##[error]x\x1B", Verdict::kLeak, "##teamcity[x]\n::error::y", {}}};
  const std::string text = format_github_annotations(report, {});
  EXPECT_FALSE(has(text, "##")) << text;
  EXPECT_EQ(lines_of(text), 2U) << text;
  EXPECT_TRUE(has(text, "\\x1B")) << text;
}

TEST(GithubAnnotations, NoNameEndsAPropertyOrALine) {
  const std::string text = format_github_annotations(hostile_report(), {});
  EXPECT_EQ(lines_of(text), 10U);
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    const std::string line = text.substr(begin, text.find('\n', begin) - begin);
    EXPECT_TRUE(line.starts_with("::error title=Tidemark")) << line;
    const std::string title = line.substr(14, line.find("::", 3) - 14);
    EXPECT_EQ(title.find_first_of(":,\r"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace tidemark
