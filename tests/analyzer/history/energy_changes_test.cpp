#include "tests/analyzer/history/energy_changes.hpp"

#include <gtest/gtest.h>

namespace tidemark::testing {
namespace {

TEST(FindEnergyChanges, AStepIsFoundAtItsPlace) {
  const std::vector<double> values{100, 101, 99, 100, 102, 98, 150, 151, 149, 150, 152, 148};
  EXPECT_EQ(find_energy_changes(values), (std::vector<std::size_t>{6}));
  EXPECT_TRUE(find_energy_changes(values, {.least_magnitude = 0.6}).empty());
}

TEST(FindEnergyChanges, NoiseAndShortSeriesAreNone) {
  EXPECT_TRUE(
      find_energy_changes(std::vector<double>{100, 101, 99, 100, 102, 98, 101, 99, 100, 100}).empty());
  EXPECT_TRUE(find_energy_changes(std::vector<double>{1, 2, 3}).empty());
}

}  // namespace
}  // namespace tidemark::testing
