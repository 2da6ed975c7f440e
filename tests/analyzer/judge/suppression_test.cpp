#include "analyzer/judge/suppression.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;

Finding growth_of(Metric metric, Verdict verdict, double mebibytes_per_hour) {
  Finding finding;
  finding.detector = "growth";
  finding.metric = metric;
  finding.verdict = verdict;
  finding.reason = "grows";
  finding.slope_bytes_per_second = mebibytes_per_hour * kMebibyte / 3600.0;
  return finding;
}

// A process that grows in vm_size by 20 MiB an hour, and in rss by 5.
ProcessReport growing() {
  ProcessReport process;
  process.pid = 42;
  process.name = "server";
  process.command = "server --serve";
  process.verdict = Verdict::kLeak;
  process.reason = "vm_size: grows";
  process.findings = {growth_of(Metric::kVmSize, Verdict::kLeak, 20),
                      growth_of(Metric::kRss, Verdict::kSuspect, 5)};
  return process;
}

SuppressionRule rule_for(const std::string& name) {
  SuppressionRule rule;
  rule.file = "known.ini";
  rule.name = "rule";
  rule.process_name.emplace("a rule", name);
  rule.metrics.assign(kAllMetrics.begin(), kAllMetrics.end());
  rule.reason = "by design";
  return rule;
}

const WallTime kNow = *parse_rfc3339("2027-03-31T23:59:59Z");

struct Outcome {
  ProcessReport process;
  std::vector<std::string> notes;
};

std::vector<std::string> notes_of(const std::vector<RuleUse>& uses) {
  std::vector<std::string> notes;
  for (const RuleUse& use : uses) {
    if (std::string note = use.note(); !note.empty()) notes.push_back(std::move(note));
  }
  return notes;
}

Outcome suppress(const SuppressionRule& rule, const ProcessReport& process = growing()) {
  std::vector<ProcessReport> processes{process};
  const auto uses = suppress_known_growth(processes, {&rule, 1}, kNow);
  return {processes.front(), notes_of(uses)};
}

TEST(SuppressKnownGrowth, AcceptedFindingsStayListedAndTheProcessIsClean) {
  const Outcome outcome = suppress(rule_for("^serv"));
  EXPECT_EQ(outcome.process.verdict, Verdict::kClean);
  ASSERT_EQ(outcome.process.findings.size(), 2U);
  EXPECT_EQ(outcome.process.findings[0].verdict, Verdict::kLeak);
  EXPECT_EQ(outcome.process.findings[0].suppressed->reason, "by design");
  EXPECT_EQ(outcome.process.suppressed->rule, "rule");
  EXPECT_TRUE(has(outcome.process.reason, "accepted: by design; by itself: vm_size: grows"));
  EXPECT_TRUE(outcome.notes.empty());
}

TEST(SuppressKnownGrowth, WhatAnAcceptedTestKeepsIsCleanAndAnotherTestIsStillJudged) {
  SuppressionRule rule = rule_for("");
  rule.process_name.reset();
  rule.test.emplace("a rule", "^test_cache$");
  ProcessReport process = growing();
  process.findings[0].marked_tests = {"test_cache"};
  process.findings[1].marked_tests = {"test_upload"};
  for (const auto& finding : process.findings) {
    TestReport& test = process.tests.emplace_back();
    test.test = finding.marked_tests.front();
    test.verdict = finding.verdict;
  }
  const Outcome outcome = suppress(rule, process);
  EXPECT_EQ(outcome.process.verdict, Verdict::kSuspect);
  EXPECT_EQ(outcome.process.reason, "rss: grows");
  EXPECT_EQ(outcome.process.tests[0].verdict, Verdict::kClean);
  EXPECT_EQ(outcome.process.tests[1].verdict, Verdict::kSuspect);
  EXPECT_TRUE(outcome.notes.empty());
}

TEST(SuppressKnownGrowth, TheRestOfTheProcessIsStillJudged) {
  SuppressionRule rule = rule_for("server");
  rule.metrics = {Metric::kVmSize};
  const Outcome outcome = suppress(rule);
  EXPECT_EQ(outcome.process.verdict, Verdict::kSuspect);
  EXPECT_EQ(outcome.process.reason, "rss: grows");
  EXPECT_EQ(outcome.process.findings[0].metric, Metric::kRss);
  EXPECT_FALSE(outcome.process.findings[0].suppressed);
  EXPECT_TRUE(outcome.process.findings[1].suppressed);
}

TEST(SuppressKnownGrowth, GrowthFasterThanTheMaximumIsNotSuppressed) {
  SuppressionRule rule = rule_for("server");
  rule.most_bytes_per_hour = 10 * kMebibyte;
  const Outcome outcome = suppress(rule);
  EXPECT_EQ(outcome.process.verdict, Verdict::kLeak);
  EXPECT_FALSE(outcome.process.findings[0].suppressed);
  EXPECT_TRUE(outcome.process.findings[1].suppressed);
  ASSERT_EQ(outcome.notes.size(), 1U);
  EXPECT_TRUE(
      has(outcome.notes[0], "known.ini: [rule] does not accept that server (42) grows by 20.0 MiB an hour"))
      << outcome.notes[0];
  rule.most_bytes_per_hour = 20 * kMebibyte;
  EXPECT_EQ(suppress(rule).process.verdict, Verdict::kClean);
}

TEST(SuppressKnownGrowth, AnExpiredRuleDoesNotApplyAndIsReported) {
  SuppressionRule rule = rule_for("server");
  rule.expires = "2027-03-30";
  rule.expires_before = parse_rfc3339("2027-03-31");
  const Outcome expired = suppress(rule);
  EXPECT_EQ(expired.process.verdict, Verdict::kLeak);
  ASSERT_EQ(expired.notes.size(), 1U);
  EXPECT_TRUE(has(expired.notes[0], "expired after 2027-03-30")) << expired.notes[0];
  rule.expires = "2027-03-31";
  rule.expires_before = parse_rfc3339("2027-04-01");
  EXPECT_EQ(suppress(rule).process.verdict, Verdict::kClean);
}

TEST(SuppressKnownGrowth, ARuleThatMatchesOrSuppressesNothingIsReported) {
  const Outcome nobody = suppress(rule_for("client"));
  EXPECT_EQ(nobody.process.verdict, Verdict::kLeak);
  ASSERT_EQ(nobody.notes.size(), 1U);
  EXPECT_TRUE(has(nobody.notes[0], "[rule] matches no process"));
  ProcessReport clean = growing();
  clean.verdict = Verdict::kClean;
  clean.findings.clear();
  const Outcome idle = suppress(rule_for("server"), clean);
  EXPECT_EQ(idle.process.reason, clean.reason);
  ASSERT_EQ(idle.notes.size(), 1U);
  EXPECT_TRUE(has(idle.notes[0], "matches 1 process, and nothing of it grows"));
}

TEST(SuppressKnownGrowth, NameAndCommandBothHaveToFit) {
  SuppressionRule rule = rule_for("server");
  rule.command.emplace("a rule", "--idle");
  EXPECT_EQ(suppress(rule).process.verdict, Verdict::kLeak);
  rule.command.emplace("a rule", "--serve");
  EXPECT_EQ(suppress(rule).process.verdict, Verdict::kClean);
  ProcessReport unknown = growing();
  unknown.command.reset();
  EXPECT_EQ(suppress(rule, unknown).process.verdict, Verdict::kLeak);
}

GroupReport growing_group() {
  return {
      "program", "worker", Verdict::kLeak, "they pile up", {growth_of(Metric::kAnon, Verdict::kLeak, 20)}};
}

TEST(SuppressKnownGrowth, AGroupThatARuleAcceptsIsCleanAndSaysSo) {
  SuppressionRule rule = rule_for("^worker$");
  rule.group = "program";
  std::vector<GroupReport> groups{growing_group()};
  EXPECT_TRUE(notes_of(suppress_known_growth(groups, {&rule, 1}, kNow)).empty());
  EXPECT_EQ(groups[0].verdict, Verdict::kClean);
  EXPECT_EQ(groups[0].suppressed->reason, "by design");
  EXPECT_EQ(groups[0].findings[0].suppressed->rule, "rule");
  EXPECT_EQ(groups[0].reason, "accepted: by design; by itself: they pile up");
}

TEST(SuppressKnownGrowth, ARuleForProcessesAcceptsNoGroup) {
  SuppressionRule rule = rule_for("worker");
  std::vector<GroupReport> groups{growing_group()};
  EXPECT_TRUE(notes_of(suppress_known_growth(groups, {&rule, 1}, kNow)).empty());
  EXPECT_EQ(groups[0].verdict, Verdict::kLeak);
  rule.group = "program";
  const Outcome processes = suppress(rule);
  EXPECT_EQ(processes.process.verdict, Verdict::kLeak);
  EXPECT_TRUE(processes.notes.empty());
}

}  // namespace
}  // namespace tidemark
