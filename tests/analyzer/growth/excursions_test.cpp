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

}  // namespace
}  // namespace tidemark
