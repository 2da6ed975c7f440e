#include "analyzer/growth/excursions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;

template <typename Shape>
Values values_of(std::size_t count, Shape shape) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = shape(static_cast<double>(i) / static_cast<double>(count - 1));
  return values;
}

TEST(WithoutExcursions, PutsBackADipThatReturnsAtOnce) {
  Values values = values_of(40, [](double u) { return 100.0 + u; });
  values[20] = values[21] = 60.0;
  const auto put_back = without_excursions(values, 4, 1.0);
  ASSERT_TRUE(put_back);
  EXPECT_GT((*put_back)[20], 99.0);
  EXPECT_GT((*put_back)[21], 99.0);
}

TEST(WithoutExcursions, LeavesARefillAlone) {
  const Values refill =
      values_of(40, [](double u) { return u < 0.5 ? 100.0 : 100.0 - 50.0 * std::exp(-(u - 0.5) / 0.2); });
  EXPECT_FALSE(without_excursions(refill, 4, 1.0));
}

TEST(WithoutExcursions, PutsBackTwoAndLeavesWhatComesAgainAndAgain) {
  Values values(40, 100.0);
  values[8] = values[16] = 50.0;
  EXPECT_EQ(without_excursions(values, 4, 1.0), Values(40, 100.0));
  values[24] = 50.0;
  EXPECT_FALSE(without_excursions(values, 4, 1.0));
}

TEST(WithoutExcursions, ADipIsOneFromTheFloorBefore) {
  // A step, and a dip back to about where the step began.
  Values values(40, 130.0);
  std::fill(values.begin(), values.begin() + 20, 100.0);
  values[21] = 90.0;
  const auto put_back = without_excursions(values, 4, 20.0);
  ASSERT_TRUE(put_back);
  EXPECT_EQ((*put_back)[20], 130.0);
  EXPECT_EQ((*put_back)[21], 130.0);
}

TEST(WithoutExcursions, EndsNearWhereItBegan) {
  const auto dip_to = [](double after) {
    Values values(40, 100.0);
    std::fill(values.begin() + 20, values.end(), after);
    values[20] = 50.0;
    return without_excursions(values, 4, 1.0).has_value();
  };
  EXPECT_TRUE(dip_to(96.0)) << "a tenth of its depth below";
  EXPECT_FALSE(dip_to(94.0));
  EXPECT_TRUE(dip_to(124.0)) << "half of it above";
  EXPECT_FALSE(dip_to(126.0));
}

}  // namespace
}  // namespace tidemark
