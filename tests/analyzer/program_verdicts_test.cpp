#include "analyzer/program_verdicts.hpp"

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
    lives.summaries.push_back({"server", begin, begin + 3600.0, true, peak * kMib, verdict});
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
  judge_programs(lives.summaries, {}, lives.processes);
  for (const ProcessReport& process : lives.processes) {
    EXPECT_EQ(process.verdict, Verdict::kClean);
    EXPECT_EQ(process.findings[0].verdict, Verdict::kClean);
    EXPECT_NE(process.reason.find("by itself: grows throughout"), std::string::npos) << process.reason;
  }
}

TEST(JudgePrograms, ALifeOfAJobThatWasCleanKeepsItsReason) {
  Lives lives = lives_with_peaks({100, 104, 98}, Verdict::kClean);
  judge_programs(lives.summaries, {}, lives.processes);
  for (const ProcessReport& process : lives.processes) EXPECT_EQ(process.reason, "grows throughout");
}

TEST(JudgePrograms, RisingPeaksMakeTheNewestLifeALeak) {
  Lives lives = lives_with_peaks({100, 130, 160, 190}, Verdict::kClean);
  judge_programs(lives.summaries, {}, lives.processes);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kLeak);
  EXPECT_TRUE(lives.processes.back().of_program);
  EXPECT_EQ(lives.processes.front().verdict, Verdict::kClean);
}

TEST(JudgePrograms, ACriticalLifeStaysCritical) {
  Lives lives = lives_with_peaks({100, 150}, Verdict::kCritical);
  judge_programs(lives.summaries, {}, lives.processes);
  EXPECT_EQ(lives.processes.back().verdict, Verdict::kCritical);
  EXPECT_FALSE(lives.processes.back().of_program);
}

}  // namespace
}  // namespace tidemark
