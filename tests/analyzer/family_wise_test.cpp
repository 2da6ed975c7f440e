#include "analyzer/family_wise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace tidemark {
namespace {

TEST(FamilyWiseP, OneTestIsItself) { EXPECT_EQ(family_wise_p({0.003}), 0.003); }

TEST(FamilyWiseP, TestsThatAgreeCostNothing) {
  EXPECT_DOUBLE_EQ(family_wise_p({0.004, 0.004, 0.004, 0.004}), 0.004);
}

TEST(FamilyWiseP, OneAmongManyCostsTheirNumber) {
  EXPECT_DOUBLE_EQ(family_wise_p({1.0, 0.001, 1.0, 1.0}), 0.004);
}

TEST(FamilyWiseP, EachCountsByItsPlace) {
  EXPECT_DOUBLE_EQ(family_wise_p({0.9, 0.003, 0.8, 0.002}), 0.006);
  EXPECT_EQ(family_wise_p({1.0, 1.0}), 1.0);
}

// Part of the families of four that fall to .05 by chance; `shared` is how much the four have in common.
double false_share(double shared) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  constexpr int kFamilies = 20000;
  int wrong = 0;
  for (int family = 0; family < kFamilies; ++family) {
    const double common = normal(random);
    std::vector<double> p;
    for (int i = 0; i < 4; ++i) {
      const double z = std::sqrt(shared) * common + std::sqrt(1.0 - shared) * normal(random);
      p.push_back(0.5 * std::erfc(z / std::sqrt(2.0)));
    }
    wrong += family_wise_p(p) <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(wrong) / kFamilies;
}

TEST(FamilyWiseP, FalseFindingsStayAtTheLevelHoweverMuchTheTestsShare) {
  for (const double shared : {0.0, 0.5, 0.9, 1.0}) {
    EXPECT_LE(false_share(shared), 0.055) << shared;
    EXPECT_GE(false_share(shared), 0.02) << shared;
  }
}

}  // namespace
}  // namespace tidemark
