#include "analyzer/judge/program_verdicts.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr double kMib = 1048576.0;

struct Lives {
  std::vector<LifeSummary> summaries;
  std::vector<ProcessReport> processes;
};

// Lives of one program, an hour each with a minute between, all ended, each with one finding.
Lives lives_with_peaks(const std::vector<double>& peaks_mib, Verdict verdict) {
  Lives lives;
  for (const double peak : peaks_mib) {
    const double begin = 3660.0 * static_cast<double>(lives.summaries.size());
    LifeSummary life;
    life.program = TextKey("server");
    life.begin_seconds = begin;
    life.end_seconds = begin + 3600.0;
    life.end = LifeEnd::kByItself;
    life.peak_bytes[0] = peak * kMib;
    if (verdict >= Verdict::kSuspect) life.growing = {Metric::kVmSize};
    life.verdict = verdict;
    lives.summaries.push_back(life);
    ProcessReport process;
    process.verdict = verdict;
    process.reason = "grows throughout";
    process.findings.resize(1);
    process.findings[0].verdict = verdict;
    lives.processes.push_back(process);
  }
  return lives;
}

TEST(JudgePrograms, EveryLifeOfAJobIsAcquitted) {
  Lives lives = lives_with_peaks({100, 104, 98}, Verdict::kLeak);
  judge_programs(lives.summaries, {}, {}, lives.processes);
  for (const ProcessReport& process : lives.processes) {
    EXPECT_EQ(process.verdict, Verdict::kClean);
    EXPECT_EQ(process.findings[0].verdict, Verdict::kClean);
    EXPECT_NE(process.reason.str().find("by itself: grows throughout"), std::string::npos) << process.reason;
  }
}

TEST(JudgePrograms, EqualPeaksDoNotExcuseALifeThatGoesOn) {
  Lives lives = lives_with_peaks({100, 104, 98, 101}, Verdict::kLeak);
  lives.summaries.back().end = LifeEnd::kLasting;
  judge_programs(lives.summaries, {}, {}, lives.processes);
  EXPECT_EQ(lives.processes.front().verdict, Verdict::kClean);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kLeak);
}

TEST(JudgePrograms, ALifeOfAJobThatWasCleanKeepsItsReason) {
  Lives lives = lives_with_peaks({100, 104, 98}, Verdict::kClean);
  judge_programs(lives.summaries, {}, {}, lives.processes);
  for (const ProcessReport& process : lives.processes) EXPECT_EQ(process.reason, "grows throughout");
}

// Lives that each reach 30 MiB more than the one before.
Lives rising_lives() {
  Lives lives = lives_with_peaks({100, 130, 160, 190, 220, 250}, Verdict::kClean);
  for (LifeSummary& life : lives.summaries) {
    life.samples = 100;
    life.start_bytes = life.peak_bytes[1] = life.peak_bytes[0];
  }
  return lives;
}

TEST(JudgePrograms, RisingPeaksMakeTheNewestLifeSuspect) {
  Lives lives = rising_lives();
  judge_programs(lives.summaries, {}, {}, lives.processes);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kSuspect);
  ASSERT_EQ(lives.processes.back().findings.size(), 2U);
  const Finding& finding = lives.processes.back().findings.front();
  EXPECT_EQ(finding.detector, "restarts");
  EXPECT_EQ(finding.metric, Metric::kRss);
  EXPECT_EQ(finding.first_bytes, 100 * kMib);
  EXPECT_EQ(finding.last_bytes, 250 * kMib);
  EXPECT_NEAR(finding.slope_bytes_per_second, 30 * kMib / 3660.0, 1.0);
  EXPECT_EQ(lives.processes.front().verdict, Verdict::kClean);
}

TEST(JudgePrograms, ForksThatStartEverHigherMakeTheNewestALeak) {
  Lives lives = rising_lives();
  for (LifeSummary& life : lives.summaries) life.forked_by = TextKey("parent");
  judge_programs(lives.summaries, {}, {}, lives.processes);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kLeak);
  EXPECT_NE(lives.processes.back().reason.str().find("hands on ever more"), std::string::npos);
}

TEST(JudgePrograms, ACriticalLifeStaysCritical) {
  Lives lives = lives_with_peaks({100, 150}, Verdict::kCritical);
  judge_programs(lives.summaries, {}, {}, lives.processes);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kCritical);
}

}  // namespace
}  // namespace tidemark
