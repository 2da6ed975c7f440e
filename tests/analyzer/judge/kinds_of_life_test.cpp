#include "analyzer/judge/kinds_of_life.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

constexpr double kMib = 1048576.0;

ProcessReport grows(Verdict verdict, const char* detector = "growth") {
  ProcessReport process;
  process.verdict = verdict;
  process.reason = "grows throughout";
  process.findings.resize(1);
  process.findings[0].detector = detector;
  process.findings[0].verdict = verdict;
  return process;
}

LifeSummary life_of(LifeEnd end, double seconds, double peak_mib) {
  LifeSummary life;
  life.kind = TextKey("compiler");
  life.end = end;
  life.end_seconds = seconds;
  life.growing = {Metric::kRss};
  life.peak_bytes[static_cast<std::size_t>(Metric::kRss)] = peak_mib * kMib;
  return life;
}

struct Lives {
  std::vector<LifeSummary> summaries;
  std::vector<ProcessReport> processes;

  void add(const LifeSummary& life, Verdict verdict) {
    summaries.push_back(life);
    processes.push_back(grows(verdict));
  }
  const ProcessReport& judge(const JobSettings& settings = {}) {
    hold_by_kind(summaries, settings, processes);
    return processes.back();
  }
};

// Compilers that ended by themselves, and one that goes on.
Lives compilers(std::size_t ended, double seconds, double peak_mib) {
  Lives lives;
  for (std::size_t i = 0; i < ended; ++i)
    lives.add(life_of(LifeEnd::kByItself, 10.0, 200.0), Verdict::kClean);
  lives.add(life_of(LifeEnd::kLasting, seconds, peak_mib), Verdict::kCritical);
  return lives;
}

TEST(HoldGrowth, HoldsVerdictAndFindingsAndSaysWhy) {
  ProcessReport process = grows(Verdict::kCritical);
  hold_growth(process, Verdict::kSuspect, "a job");
  EXPECT_EQ(process.verdict, Verdict::kSuspect);
  EXPECT_EQ(process.findings[0].verdict, Verdict::kSuspect);
  EXPECT_EQ(process.reason, "a job; by itself: grows throughout");
}

TEST(HoldGrowth, WhatIsMilderKeepsItsReason) {
  ProcessReport process = grows(Verdict::kClean);
  hold_growth(process, Verdict::kSuspect, "a job");
  EXPECT_EQ(process.verdict, Verdict::kClean);
  EXPECT_EQ(process.reason, "grows throughout");
}

TEST(HoldGrowth, WhatDepartsFromABaselineStays) {
  ProcessReport process = grows(Verdict::kLeak, "baseline");
  hold_growth(process, Verdict::kSuspect, "a job");
  EXPECT_EQ(process.verdict, Verdict::kLeak);
}

TEST(HoldByKind, WhatAbortedWithItsHeapFullIsJudgedByItsGrowth) {
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak}) {
    Lives lives;
    lives.add(life_of(LifeEnd::kHeapFull, 60.0, 140.0), verdict);
    const ProcessReport& process = lives.judge();
    EXPECT_EQ(process.verdict, Verdict::kLeak);
    EXPECT_EQ(process.kind_of_life, KindOfLife::kGone);
    EXPECT_EQ(process.reason, "grows throughout; it aborted with its heap full");
  }
}

TEST(HoldByKind, WhatAbortedWithItsHeapFullExcusesNoOther) {
  Lives lives;
  for (int i = 0; i < 3; ++i) lives.add(life_of(LifeEnd::kHeapFull, 60.0, 140.0), Verdict::kClean);
  lives.add(life_of(LifeEnd::kLasting, 50.0, 130.0), Verdict::kLeak);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
  EXPECT_EQ(lives.processes.front().verdict, Verdict::kSuspect) << "it came up to its bound";
  EXPECT_EQ(lives.processes.front().reason, "grows throughout; it aborted with its heap full");
}

TEST(HoldTestRunner, IsSuspectAtMostAndSaysHowToOverruleIt) {
  ProcessReport runner = grows(Verdict::kCritical);
  hold_test_runner(runner);
  EXPECT_EQ(runner.verdict, Verdict::kSuspect);
  EXPECT_NE(runner.reason.str().find("--judge-harness"), std::string::npos);
}

TEST(HoldTestRunner, WhatComesBackWithOneTestStays) {
  ProcessReport runner = grows(Verdict::kLeak);
  runner.findings.push_back(grows(Verdict::kLeak, "tests").findings[0]);
  runner.findings[1].reason = "test_upload kept 67 MiB";
  hold_test_runner(runner);
  EXPECT_EQ(runner.verdict, Verdict::kLeak);
  EXPECT_EQ(runner.findings[0].detector, "tests");
  EXPECT_EQ(runner.findings[1].verdict, Verdict::kSuspect);
  EXPECT_EQ(runner.reason, "test_upload kept 67 MiB");
}

TEST(HoldByKind, WhatEndedByItselfIsSuspectAtMost) {
  Lives lives;
  lives.add(life_of(LifeEnd::kByItself, 60.0, 500.0), Verdict::kCritical);
  const ProcessReport& job = lives.judge();
  EXPECT_EQ(job.verdict, Verdict::kSuspect);
  EXPECT_EQ(job.kind_of_life, KindOfLife::kJob);
  EXPECT_TRUE(job.reason.str().starts_with("a job")) << job.reason;
}

TEST(HoldByKind, WhatGoesOnIsJudgedByItsGrowth) {
  Lives lives;
  lives.add(life_of(LifeEnd::kLasting, 60.0, 500.0), Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kCritical);
  EXPECT_EQ(lives.processes[0].reason, "grows throughout");
}

TEST(HoldByKind, WhatIsNotSeenAtTheEndIsNeverCritical) {
  Lives lives;
  lives.add(life_of(LifeEnd::kUnseen, 60.0, 500.0), Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
  EXPECT_EQ(lives.processes[0].kind_of_life, KindOfLife::kGone);
}

TEST(HoldByKind, WhatMayHaveBeenKilledForItsMemoryIsNoJob) {
  Lives lives;
  LifeSummary killed = life_of(LifeEnd::kByItself, 60.0, 500.0);
  killed.reached_limit = true;
  lives.add(killed, Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
}

TEST(HoldByKind, WhatWasStoppedIsALeakAtMost) {
  Lives lives;
  lives.add(life_of(LifeEnd::kStopped, 60.0, 500.0), Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
  EXPECT_EQ(lives.processes[0].reason, "grows throughout; it was stopped, and reaches no limit any more");
  EXPECT_EQ(lives.processes[0].kind_of_life, KindOfLife::kStopped);
}

TEST(HoldByKind, WhatWasStoppedAmongThreeThatEndedIsAJobInProgress) {
  Lives lives = compilers(3, 12.0, 300.0);
  lives.summaries.back().end = LifeEnd::kStopped;
  EXPECT_EQ(lives.judge().verdict, Verdict::kSuspect);
  EXPECT_EQ(lives.processes.back().kind_of_life, KindOfLife::kJobInProgress);
}

TEST(HoldByKind, AServiceThatEndedByItselfIsALeakAtMost) {
  Lives lives;
  LifeSummary service = life_of(LifeEnd::kByItself, 60.0, 500.0);
  service.is_service = true;
  lives.add(service, Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
  EXPECT_EQ(lives.processes[0].kind_of_life, KindOfLife::kService);
}

TEST(HoldByKind, AServiceThatGoesOnMayBeCritical) {
  Lives lives = compilers(3, 12.0, 300.0);
  lives.summaries.back().is_service = true;
  EXPECT_EQ(lives.judge().verdict, Verdict::kCritical);
}

TEST(HoldByKind, ServicesThatEndedExcuseNoOther) {
  Lives lives = compilers(3, 12.0, 300.0);
  for (std::size_t i = 0; i < 3; ++i) lives.summaries[i].is_service = true;
  EXPECT_EQ(lives.judge().verdict, Verdict::kCritical);
}

TEST(HoldByKind, AKillForWantOfMemoryStaysCritical) {
  Lives lives;
  lives.add(life_of(LifeEnd::kKilledForMemory, 60.0, 500.0), Verdict::kCritical);
  lives.processes[0] = grows(Verdict::kCritical, "oom");
  EXPECT_EQ(lives.judge().verdict, Verdict::kCritical);
  EXPECT_EQ(lives.processes[0].kind_of_life, KindOfLife::kKilled);
}

TEST(HoldByKind, TheCommandThatWasRecordedIsALeakAtMost) {
  Lives lives;
  LifeSummary command = life_of(LifeEnd::kByItself, 60.0, 500.0);
  command.is_command = true;
  lives.add(command, Verdict::kCritical);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
  EXPECT_NE(lives.processes[0].reason.str().find("--judge-jobs never"), std::string::npos);
}

TEST(HoldByKind, OneAmongThreeThatEndedIsAJobInProgress) {
  EXPECT_EQ(compilers(3, 12.0, 300.0).judge().verdict, Verdict::kSuspect);
  EXPECT_EQ(compilers(3, 12.0, 300.0).judge().kind_of_life, KindOfLife::kJobInProgress);
  EXPECT_EQ(compilers(2, 12.0, 300.0).judge().verdict, Verdict::kCritical);
}

TEST(HoldByKind, UntilItHasLastedTwiceAsLongAsTheyDid) {
  EXPECT_EQ(compilers(3, 19.9, 300.0).judge().verdict, Verdict::kSuspect);
  EXPECT_EQ(compilers(3, 20.0, 300.0).judge().verdict, Verdict::kCritical);
}

TEST(HoldByKind, OrHoldsTwiceTheirHighest) {
  EXPECT_EQ(compilers(3, 12.0, 399.0).judge().verdict, Verdict::kSuspect);
  EXPECT_EQ(compilers(3, 12.0, 400.0).judge().verdict, Verdict::kCritical);
}

TEST(HoldByKind, LivesThatWereCutOffExcuseNoOther) {
  Lives lives;
  for (int i = 0; i < 4; ++i) lives.add(life_of(LifeEnd::kLasting, 10.0, 200.0), Verdict::kLeak);
  EXPECT_EQ(lives.judge().verdict, Verdict::kLeak);
}

TEST(HoldByKind, ThePolicyOverrulesIt) {
  const auto judged = [](JobPolicy policy) {
    Lives lives;
    lives.add(life_of(LifeEnd::kByItself, 60.0, 500.0), Verdict::kLeak);
    return lives.judge({.policy = policy}).verdict;
  };
  EXPECT_EQ(judged(JobPolicy::kNever), Verdict::kClean);
  EXPECT_EQ(judged(JobPolicy::kGrowth), Verdict::kLeak);
}

}  // namespace
}  // namespace tidemark
