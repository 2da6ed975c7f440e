#include "analyzer/judge/programs/short_lives.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tidemark {
namespace {

// Lives that were stopped, each with a slope and how far its interval reaches to either side.
std::vector<LifeSummary> lives_of(const std::vector<std::pair<double, double>>& slopes) {
  std::vector<LifeSummary> lives;
  for (const auto& [slope, reach] : slopes) {
    LifeSummary life;
    life.kind = TextKey("server");
    life.end = LifeEnd::kStopped;
    life.begin_seconds = 20.0 * static_cast<double>(lives.size());
    life.short_growth = ShortGrowth{Metric::kRss, slope, slope - reach, slope + reach, 1000.0, 2000.0};
    lives.push_back(life);
  }
  return lives;
}

std::vector<ShortLives> find(const std::vector<LifeSummary>& lives) {
  return find_short_lives(lives, std::vector<bool>(lives.size(), true));
}

TEST(FindShortLives, ThatGrowTogetherAreFound) {
  const auto found = find(lives_of({{100, 120}, {100, 120}, {100, 120}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].lives.size(), 3U);
  EXPECT_DOUBLE_EQ(found[0].pooled.slope_bytes_per_second, 100.0);
  EXPECT_NEAR(found[0].pooled.slope_low, 100.0 - 120.0 / std::sqrt(3.0), 1e-9);
  EXPECT_NEAR(found[0].pooled.slope_high, 100.0 + 120.0 / std::sqrt(3.0), 1e-9);
}

TEST(FindShortLives, WhatIsKnownBetterWeighsMore) {
  const auto found = find(lives_of({{100, 10}, {100, 10}, {400, 1000}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].pooled.slope_bytes_per_second, 100.0, 1.0);
}

TEST(FindShortLives, AnIntervalThatHoldsZeroProvesNothing) {
  EXPECT_TRUE(find(lives_of({{100, 300}, {100, 300}, {100, 300}})).empty());
}

TEST(FindShortLives, TwoAreTooFew) { EXPECT_TRUE(find(lives_of({{100, 1}, {100, 1}})).empty()); }

TEST(FindShortLives, JobsDoNotCount) {
  auto lives = lives_of({{100, 1}, {100, 1}, {100, 1}});
  lives[1].end = LifeEnd::kByItself;
  EXPECT_TRUE(find(lives).empty());
}

TEST(FindShortLives, WhatIsExcusedDoesNotCount) {
  EXPECT_TRUE(find_short_lives(lives_of({{100, 1}, {100, 1}, {100, 1}}), {true, false, true}).empty());
}

TEST(FindShortLives, ProgramsAreTakenApart) {
  auto lives = lives_of({{100, 1}, {100, 1}, {100, 1}});
  lives[1].kind = TextKey("other");
  EXPECT_TRUE(find(lives).empty());
}

}  // namespace
}  // namespace tidemark
