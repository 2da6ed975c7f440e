#include "analyzer/growth/precedents.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;

TEST(FindGivenBack, OfARiseAndAFallTheSmallerCounts) {
  EXPECT_DOUBLE_EQ(find_given_back(Values{10, 30, 50, 20}, 5.0).most, 30.0) << "fell by 30 of 40";
  EXPECT_DOUBLE_EQ(find_given_back(Values{10, 30, 50, 0}, 5.0).most, 40.0) << "fell below where it began";
}

TEST(FindGivenBack, WhatIsKeptIsNotGivenBack) {
  const GivenBack found = find_given_back(Values{10, 20, 20, 30, 40}, 5.0);
  EXPECT_DOUBLE_EQ(found.most, 0.0);
  EXPECT_DOUBLE_EQ(found.base.value(), 10.0);
  EXPECT_DOUBLE_EQ(found.last_rise, 30.0);
}

TEST(FindGivenBack, SmallFallsCountAsNone) {
  EXPECT_DOUBLE_EQ(find_given_back(Values{10, 20, 17, 30}, 5.0).most, 0.0);
  EXPECT_DOUBLE_EQ(find_given_back(Values{10, 20, 14, 30}, 5.0).most, 6.0);
}

TEST(FindGivenBack, TheLastRiseBeginsAtItsTrough) {
  const GivenBack found = find_given_back(Values{10, 50, 12, 45, 14, 40}, 5.0);
  EXPECT_DOUBLE_EQ(found.most, 38.0);
  EXPECT_DOUBLE_EQ(found.base.value(), 14.0);
  EXPECT_DOUBLE_EQ(found.last_rise, 26.0);
}

TEST(FindGivenBack, WhatEndsFallingHasNoLastRise) {
  EXPECT_FALSE(find_given_back(Values{10, 50, 12}, 5.0).base);
}

TEST(LargestEarlierRise, IsThatOfAsLongATime) {
  const Values times{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const Values floors{0, 1, 3, 6, 8, 9, 9, 9, 9, 9};
  // Of three steps: 1 -> 8 is 7, less its largest step of 3.
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 8.0, {3.0, 0.5}), 4.0);
}

TEST(LargestEarlierRise, OneStepIsNoRate) {
  const Values times{0, 1, 2, 3, 4, 5};
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, Values{0, 0, 9, 9, 9, 9}, 5.0, {4.0, 0.5}), 0.0);
}

TEST(LargestEarlierRise, ComesBeforeTheEndOnly) {
  const Values times{0, 1, 2, 3, 4, 5, 6, 7};
  const Values floors{0, 0, 0, 0, 0, 5, 9, 12};
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 5.0, {3.0, 0.5}), 0.0);
}

TEST(LargestEarlierRise, HalfOfTheTimeHasToLieBefore) {
  const Values times{0, 1, 2, 3, 4, 5, 6, 7};
  const Values floors{0, 2, 4, 6, 8, 10, 12, 14};
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 4.0, {6.0, 0.5}), 4.0) << "0 to 6, less one step";
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 4.0, {6.5, 0.5}), 0.0);
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 4.0, {6.5, 0.4}), 4.0);
  EXPECT_DOUBLE_EQ(largest_earlier_rise(times, floors, 0.0, {0.0, 0.5}), 0.0) << "nothing before";
}

}  // namespace
}  // namespace tidemark
