#include "recorder/output/oom_victims.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using Found = std::vector<std::optional<bool>>;

class OomVictimsTest : public ::testing::Test {
 protected:
  Found judge(std::optional<std::int64_t> count, const std::vector<std::int64_t>& rss_kib) {
    std::vector<KilledProcess> killed;
    for (const std::int64_t kib : rss_kib) killed.push_back({kib, {}});
    victims_.judge(count, killed);
    Found found;
    for (const KilledProcess& process : killed) found.push_back(process.for_memory);
    return found;
  }

  OomVictims victims_;
};

TEST_F(OomVictimsTest, AreTheLargestAsManyAsTheKernelHasCounted) {
  judge(5, {});
  EXPECT_EQ(judge(6, {100, 900, 300}), (Found{false, true, false}));
  EXPECT_EQ(judge(6, {100}), Found{false});
}

TEST_F(OomVictimsTest, MayBeGoneATickAfterTheyWereCounted) {
  judge(0, {});
  EXPECT_EQ(judge(1, {}), Found{});
  EXPECT_EQ(judge(1, {100}), Found{true});
  EXPECT_EQ(judge(1, {100}), Found{false});
}

TEST_F(OomVictimsTest, AKillThatNobodyWasSeenOfIsForgottenAfterATick) {
  judge(0, {});
  judge(1, {});
  judge(1, {});
  EXPECT_EQ(judge(1, {100}), Found{false});
}

TEST_F(OomVictimsTest, WithoutACountNothingIsKnown) {
  EXPECT_EQ(judge(3, {100}), Found{std::nullopt});
  EXPECT_EQ(judge(std::nullopt, {100}), Found{std::nullopt});
  EXPECT_EQ(judge(4, {100}), Found{std::nullopt});
  EXPECT_EQ(judge(4, {100}), Found{false});
}

TEST_F(OomVictimsTest, WhereTheCountIsLostAKillThatNobodyWasSeenOfIsForgotten) {
  judge(0, {});
  judge(1, {});
  judge(std::nullopt, {});
  judge(1, {});
  EXPECT_EQ(judge(1, {100}), Found{false});
}

}  // namespace
}  // namespace tidemark
