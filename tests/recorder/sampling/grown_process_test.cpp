#include "recorder/sampling/grown_process.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

MemoryValues values(std::int64_t vm_size_kib, std::int64_t rss_kib) {
  MemoryValues values;
  values.vm_size_kib = vm_size_kib;
  values.rss_kib = rss_kib;
  return values;
}

TEST(GrownProcess, IsLookedAtFromAMiBOn) {
  GrownProcess process;
  EXPECT_FALSE(process.take(values(5000, 500)));
  EXPECT_FALSE(process.take(values(6023, 1523)));
  EXPECT_TRUE(process.take(values(6023, 1524)));
}

TEST(GrownProcess, AMappingThatIsNotTouchedCountsToo) {
  GrownProcess process;
  EXPECT_FALSE(process.take(values(5000, 500)));
  EXPECT_TRUE(process.take(values(6024, 500)));
}

TEST(GrownProcess, IsLookedAtAgainAtEachDoublingOfItsAge) {
  GrownProcess process;
  std::vector<int> looks;
  for (int snapshot = 1; snapshot <= 40; ++snapshot) {
    if (!process.take(values(snapshot * 1024, 0))) continue;
    looks.push_back(snapshot);
    process.set_looked();
  }
  EXPECT_EQ(looks, (std::vector{2, 4, 8, 16, 32}));
}

TEST(GrownProcess, TakesCpuOnceForEachMiB) {
  GrownProcess process;
  EXPECT_FALSE(process.take(values(5000, 4000)));
  EXPECT_FALSE(process.takes_cpu(4000));
  EXPECT_TRUE(process.take(values(6024, 5024)));
  EXPECT_TRUE(process.takes_cpu(5024));
  EXPECT_FALSE(process.takes_cpu(6047));
  EXPECT_TRUE(process.takes_cpu(6048));
}

TEST(GrownProcess, StaysDueUntilItIsLookedAt) {
  GrownProcess process;
  static_cast<void>(process.take(values(0, 0)));
  EXPECT_TRUE(process.take(values(2048, 0)));
  EXPECT_TRUE(process.take(values(2048, 0)));
}

TEST(GrownProcess, WhatShrinksAgainHasGrown) {
  GrownProcess process;
  static_cast<void>(process.take(values(0, 0)));
  static_cast<void>(process.take(values(2048, 0)));
  EXPECT_TRUE(process.take(values(0, 0)));
  EXPECT_TRUE(process.has_grown());
}

}  // namespace
}  // namespace tidemark
