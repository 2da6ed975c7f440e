#include "analyzer/numbers/scan.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(RangeOf, IsFromTheLeastToTheGreatest) {
  const ValueRange range = range_of(Values{3.0, -1.0, 7.0, 2.0, 5.0});
  EXPECT_EQ(range.low, -1.0);
  EXPECT_EQ(range.high, 7.0);
  EXPECT_EQ(range.width(), 8.0);
}

TEST(RangeOf, OfNothingHoldsNothing) {
  EXPECT_GT(range_of(Values()).low, range_of(Values()).high);
  EXPECT_EQ(least_of(Values()), kInfinity);
  EXPECT_EQ(sum_of(Values()), 0.0);
}

TEST(AllObserved, ZerosAndWhatIsNotFiniteAreNotObserved) {
  EXPECT_TRUE(all_observed(Values()));
  EXPECT_TRUE(all_observed(Values{1.0, 2.0, 3.0, 4.0, 5.0}));
  for (const double other : {0.0, -1.0, kInfinity, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(is_observed(other)) << other;
    EXPECT_FALSE(all_observed(Values{1.0, 2.0, other, 4.0, 5.0})) << other;
  }
}

}  // namespace
}  // namespace tidemark
