#include "analyzer/restarts.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr double kMib = 1048576.0;

// Lives of one program, an hour each with a minute between, all ended.
std::vector<LifeSummary> lives_with_peaks(const std::vector<double>& peaks_mib, Verdict verdict) {
  std::vector<LifeSummary> lives;
  for (const double peak : peaks_mib) {
    const double begin = 3660.0 * static_cast<double>(lives.size());
    lives.push_back({"server", begin, begin + 3600.0, true, peak * kMib, verdict});
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
  lives.back().ended = false;
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, LivesThatEachGrowAreOneFinding) {
  const auto findings = find_restarts(lives_with_peaks({100, 150}, Verdict::kLeak));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kStillGrowing);
}

TEST(FindRestarts, PeaksThatRiseFromLifeToLifeAreAFinding) {
  const auto findings = find_restarts(lives_with_peaks({100, 110, 120, 130}, Verdict::kClean));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].pattern, RestartPattern::kRisingPeaks);
}

TEST(FindRestarts, PeaksThatRiseByLittleAreNone) {
  auto lives = lives_with_peaks({1000, 1021, 1042}, Verdict::kClean);
  for (LifeSummary& life : lives) life.ended = false;
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, LivesThatOverlapFollowNoneOfTheOthers) {
  auto lives = lives_with_peaks({100, 150, 200}, Verdict::kLeak);
  lives[1].begin_seconds = 1000.0;
  EXPECT_TRUE(find_restarts(lives).empty());
}

TEST(FindRestarts, ProgramsAreJudgedApart) {
  auto lives = lives_with_peaks({100, 150}, Verdict::kLeak);
  lives[1].program = "other";
  EXPECT_TRUE(find_restarts(lives).empty());
}

}  // namespace
}  // namespace tidemark
