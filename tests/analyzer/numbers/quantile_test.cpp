#include "analyzer/numbers/quantile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace tidemark {
namespace {

double quantile_of_sorted(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  const double position = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  return part == 0.0 ? values[below] : values[below] + part * (values[below + 1] - values[below]);
}

TEST(TakeQuantile, OfNothingIsZero) { EXPECT_EQ(take_quantile({}, 0.5), 0.0); }

TEST(TakeQuantile, LiesBetweenTwoNeighbours) {
  std::vector<double> values{4.0, 1.0, 3.0, 2.0};
  EXPECT_EQ(take_quantile(values, 0.25), 1.75);
  EXPECT_EQ(take_quantile(values, 0.0), 1.0);
  EXPECT_EQ(take_quantile(values, 1.0), 4.0);
}

// Lengths on both sides of those at which another way of selecting is taken; few different values give many
// ties.
RC_GTEST_PROP(TakeQuantile, IsThatOfTheSortedValues, ()) {
  const auto length = *rc::gen::element(1, 2, 7, 8, 9, 15, 16, 17, 30, 64, 276, 1000, 5000);
  const auto different = *rc::gen::element(1, 2, 5, 1000);
  const double fraction = *rc::gen::element(0.0, 0.1, 0.25, 0.5, 0.9, 1.0);
  const auto numbers =
      *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(length), rc::gen::inRange(0, different));
  std::vector<double> values(numbers.begin(), numbers.end());
  const double expected = quantile_of_sorted(values, fraction);
  RC_ASSERT(take_quantile(values, fraction) == expected);
}

RC_GTEST_PROP(LeastAndQuantile, AreThoseOfTheSortedValues, ()) {
  const auto length = *rc::gen::inRange<std::size_t>(1, 40);
  const double fraction = *rc::gen::element(0.0, 0.1, 0.25, 0.5, 1.0);
  const auto numbers = *rc::gen::container<std::vector<int>>(length, rc::gen::inRange(0, 20));
  const std::vector<double> values(numbers.begin(), numbers.end());
  std::vector<double> scratch;
  const LeastAndQuantile found = least_and_quantile(values, fraction, scratch);
  RC_ASSERT(found.least == *std::min_element(values.begin(), values.end()));
  RC_ASSERT(found.quantile == quantile_of_sorted(values, fraction));
}

RC_GTEST_PROP(TakeNth, PartsTheSmallerFromTheGreater, ()) {
  const auto length = *rc::gen::element<std::size_t>(1, 4, 9, 17, 64, 276, 5000);
  const auto different = *rc::gen::element(1, 3, 1000);
  const auto numbers = *rc::gen::container<std::vector<int>>(length, rc::gen::inRange(0, different));
  const auto rank = *rc::gen::inRange<std::size_t>(0, length);
  std::vector<double> values(numbers.begin(), numbers.end());
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const double nth = take_nth(values, rank);
  RC_ASSERT(nth == sorted[rank]);
  RC_ASSERT(values[rank] == nth);
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_in_place = i < rank ? values[i] <= nth : values[i] >= nth;
    RC_ASSERT(is_in_place);
  }
  std::sort(values.begin(), values.end());
  RC_ASSERT(values == sorted);
}

TEST(TakeQuantile, TakesRisingAndFallingValues) {
  std::vector<double> rising(300);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<double>(i);
  std::vector<double> falling(rising.rbegin(), rising.rend());
  EXPECT_EQ(take_quantile(rising, 0.5), 149.5);
  EXPECT_EQ(take_quantile(falling, 0.5), 149.5);
}

}  // namespace
}  // namespace tidemark
