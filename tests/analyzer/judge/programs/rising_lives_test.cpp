#include "analyzer/judge/programs/rising_lives.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tidemark {
namespace {

constexpr double kMib = 1048576.0;
using Sizes = std::vector<double>;

// Lives of a program, one after the other, by what each started with and reached.
std::vector<LifeSummary> lives_of(const Sizes& mib, const std::string& program = "worker") {
  std::vector<LifeSummary> lives;
  for (const double size : mib) {
    LifeSummary life;
    life.kind = TextKey(program);
    life.samples = 10;
    life.begin_seconds = 10.0 * static_cast<double>(lives.size());
    life.end_seconds = life.begin_seconds + 9.0;
    life.start_bytes = size * kMib;
    life.peak_bytes[static_cast<std::size_t>(Metric::kRss)] = size * kMib;
    lives.push_back(life);
  }
  return lives;
}

std::vector<LifeSummary> forks_of(const Sizes& mib) {
  std::vector<LifeSummary> lives = lives_of(mib);
  for (LifeSummary& life : lives) life.forked_by = TextKey("parent");
  return lives;
}

TEST(FindRisingLives, ForksThatStartEverHigherAreFound) {
  const auto found = find_rising_lives(forks_of({10, 12, 14, 16, 18, 20}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].are_starts);
  EXPECT_EQ(found[0].metric, Metric::kAnon);
  EXPECT_NEAR(found[0].p_value, 1.0 / 720.0, 1e-12);
}

TEST(FindRisingLives, PeaksOfExecutionsAreFoundAsPeaks) {
  const auto found = find_rising_lives(lives_of({10, 12, 14, 16, 18, 20}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].are_starts);
  EXPECT_EQ(found[0].metric, Metric::kRss);
  EXPECT_EQ(found[0].lives.size(), 6U);
}

TEST(FindRisingLives, FiveAreTooFew) {
  EXPECT_TRUE(find_rising_lives(forks_of({10, 20, 30, 40, 50})).empty());
}

TEST(FindRisingLives, LivesSeenAtTwoTicksDoNotCount) {
  auto lives = forks_of({10, 12, 14, 16, 18, 20});
  lives[3].samples = 2;
  EXPECT_TRUE(find_rising_lives(lives).empty());
}

TEST(FindRisingLives, ARiseThatIsImmaterialIsNone) {
  EXPECT_TRUE(find_rising_lives(forks_of({1000, 1001, 1002, 1003, 1004, 1005})).empty());
  EXPECT_TRUE(find_rising_lives(forks_of({1, 1.1, 1.2, 1.3, 1.4, 1.5})).empty());
}

TEST(FindRisingLives, OneThatFallsAmongManyIsForgiven) {
  EXPECT_EQ(find_rising_lives(forks_of({10, 12, 14, 13, 18, 20, 22, 24})).size(), 1U);
  EXPECT_TRUE(find_rising_lives(forks_of({10, 30, 14, 13, 18, 12, 22, 24})).empty());
}

TEST(FindRisingLives, ThatFallAreNone) {
  EXPECT_TRUE(find_rising_lives(forks_of({20, 18, 16, 14, 12, 10})).empty());
}

// Of a smoke test's programs, each run six times with input of its own.
TEST(FindRisingLives, TheMoreProgramsTheLessChanceWillDo) {
  const Sizes nearly{10, 12, 11, 16, 18, 20, 22};  // p about .003
  EXPECT_EQ(find_rising_lives(lives_of(nearly)).size(), 1U);
  std::vector<LifeSummary> lives = lives_of(nearly);
  for (int program = 0; program < 40; ++program) {
    const auto more = lives_of({10, 20, 10, 20, 10, 20, 10}, "p" + std::to_string(program));
    lives.insert(lives.end(), more.begin(), more.end());
  }
  EXPECT_TRUE(find_rising_lives(lives).empty());
}

// What one host's report says does not depend on the other hosts in the archive.
TEST(FindRisingLives, ProgramsOfOtherHostsAreNotOfTheSameFamily) {
  const Sizes nearly{10, 12, 11, 16, 18, 20, 22};
  std::vector<LifeSummary> lives = lives_of(nearly);
  for (int program = 0; program < 40; ++program) {
    const auto more = lives_of({10, 20, 10, 20, 10, 20, 10}, "p" + std::to_string(program));
    lives.insert(lives.end(), more.begin(), more.end());
    for (std::size_t i = lives.size() - more.size(); i < lives.size(); ++i) lives[i].host = "other";
  }
  EXPECT_EQ(find_rising_lives(lives).size(), 1U);
}

// Six lives cannot reach the level of forty programs: they do not take it from one with many.
TEST(FindRisingLives, ProgramsWithTooFewLivesDoNotCountAsTested) {
  std::vector<LifeSummary> lives = lives_of({10, 11, 12, 13, 14, 15, 16, 17, 18});
  for (int program = 0; program < 40; ++program) {
    const auto more = lives_of({10, 20, 10, 20, 10, 20}, "p" + std::to_string(program));
    lives.insert(lives.end(), more.begin(), more.end());
  }
  EXPECT_EQ(find_rising_lives(lives).size(), 1U);
}

TEST(FindRisingLives, ByChanceAtMostOneRecordingInAHundred) {
  std::mt19937_64 random(1);
  int found = 0;
  for (int recording = 0; recording < 400; ++recording) {
    std::vector<LifeSummary> lives;
    for (int program = 0; program < 5; ++program) {
      Sizes sizes;
      for (int i = 0; i < 8; ++i) sizes.push_back(std::uniform_real_distribution(10.0, 100.0)(random));
      const auto more = lives_of(sizes, "p" + std::to_string(program));
      lives.insert(lives.end(), more.begin(), more.end());
    }
    found += find_rising_lives(lives).empty() ? 0 : 1;
  }
  EXPECT_LE(found, 10);
}

}  // namespace
}  // namespace tidemark
