#include "analyzer/history/bent_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

// Level until run 26, then 1 more each run; neighbours differ by a little to either side.
std::vector<double> late_drift() {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(100.0 + std::max(0, i - 26) + (i % 2 == 0 ? 0.1 : -0.1));
  return values;
}

double largest(const std::vector<double>& residuals) {
  double most = 0.0;
  for (const double residual : residuals) most = std::max(most, std::abs(residual));
  return most;
}

TEST(BentLine, LeavesOfALateDriftOnlyItsNoise) {
  EXPECT_LT(largest(residuals_of_bent_line(late_drift())), 0.2);
}

TEST(BentLine, MayBeStraight) {
  std::vector<double> values;
  for (int i = 0; i < 20; ++i) values.push_back(5.0 - 2.0 * i);
  EXPECT_NEAR(largest(residuals_of_bent_line(values)), 0.0, 1e-9);
}

TEST(BentLine, OddValuesBendNothing) {
  std::vector<double> values = late_drift();
  values[10] += 40.0;
  values[37] += 40.0;
  EXPECT_LT(largest(residuals_of_bent_line(values)), 1.0);
}

}  // namespace
}  // namespace tidemark
