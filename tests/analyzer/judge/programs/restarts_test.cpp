#include "analyzer/judge/programs/restarts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tidemark {
namespace {

constexpr double kMib = 1048576.0;

LifeSummary life_of(const std::string& program, double begin, double end, double peak_bytes,
                    Verdict verdict) {
  LifeSummary life;
  life.program = TextKey(program);
  life.begin_seconds = begin;
  life.end_seconds = end;
  life.end = LifeEnd::kByItself;
  life.peak_bytes[0] = peak_bytes;
  if (verdict >= Verdict::kSuspect) life.growing = {Metric::kVmSize};
  life.verdict = verdict;
  return life;
}

// Lives of one program, an hour each with a minute between, all ended.
std::vector<LifeSummary> lives_with_peaks(const std::vector<double>& peaks_mib, Verdict verdict) {
  std::vector<LifeSummary> lives;
  for (const double peak : peaks_mib) {
    const double begin = 3660.0 * static_cast<double>(lives.size());
    lives.push_back(life_of("server", begin, begin + 3600.0, peak * kMib, verdict));
  }
  return lives;
}

TEST(FindRestarts, RunsThatEndAtSimilarPeaksAreAJob) {
  const auto findings = find_restarts(lives_with_peaks({100, 104, 98, 101}, Verdict::kLeak));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kJob);
  EXPECT_EQ(findings[0].lives, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(FindRestarts, TwoRunsAreNoJobYet) {
  EXPECT_TRUE(find_restarts(lives_with_peaks({100, 101}, Verdict::kClean)).empty());
}

TEST(FindRestarts, ARunUnderWayThatIsHigherThanTheOthersIsNoJob) {
  auto lives = lives_with_peaks({100, 101, 102, 180}, Verdict::kClean);
  lives.back().end = LifeEnd::kLasting;
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, LivesThatEachGrowAreOneFinding) {
  const auto findings = find_restarts(lives_with_peaks({100, 150}, Verdict::kLeak));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kStillGrowing);
}

TEST(FindRestarts, APeakOfAMetricThatDoesNotGrowAcquitsNobody) {
  auto lives = lives_with_peaks({20'000, 20'000, 20'000, 20'000}, Verdict::kLeak);
  double rss = 300.0;
  for (LifeSummary& life : lives) {
    life.growing = {Metric::kRss};
    life.peak_bytes[1] = (rss += 100.0) * kMib;
  }
  const auto findings = find_restarts(lives);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kStillGrowing);
}

TEST(FindRestarts, LivesThatReachTheLimitDoNotEndByThemselves) {
  auto lives = lives_with_peaks({1000, 1010, 1005}, Verdict::kLeak);
  lives[1].reached_limit = true;
  const auto findings = find_restarts(lives);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kStillGrowing);
}

TEST(FindRestarts, AJobsRunsMayDifferInArgumentsAndOverlap) {
  std::vector<LifeSummary> lives;
  for (int i = 0; i < 6; ++i) {
    lives.push_back(
        life_of("cc " + std::to_string(i), 20.0 * i, 20.0 * i + 30.0, (300.0 + i) * kMib, Verdict::kLeak));
    lives.back().kind = TextKey("cc");
  }
  const auto findings = find_restarts(lives);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kJob);
  EXPECT_EQ(findings[0].lives.size(), 6U);
}

TEST(FindRestarts, APoolThatRunsOnceIsNoJob) {
  std::vector<LifeSummary> lives;
  for (int i = 0; i < 4; ++i) {
    lives.push_back(life_of("worker", 0.1 * i, 30.0 + 0.1 * i, 300.0 * kMib, Verdict::kLeak));
    lives.back().kind = TextKey("worker");
  }
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, LivesThatOverlapFollowNoneOfTheOthers) {
  auto lives = lives_with_peaks({100, 150, 200}, Verdict::kLeak);
  lives[1].begin_seconds = 1000.0;
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, ProgramsAreJudgedApart) {
  auto lives = lives_with_peaks({100, 150}, Verdict::kLeak);
  lives[1].program = TextKey("other");
  EXPECT_TRUE(find_restarts(lives).empty());
}

}  // namespace
}  // namespace tidemark
