#include "analyzer/plots/axis_ticks.hpp"

#include <gtest/gtest.h>

#include "schema/bounds.hpp"

namespace tidemark {
namespace {

std::vector<std::string> labels_of(const std::vector<AxisTick>& ticks) {
  std::vector<std::string> labels;
  for (const AxisTick& tick : ticks) labels.push_back(tick.label);
  return labels;
}

using Labels = std::vector<std::string>;

TEST(SizeTicks, AreRoundInTheUnitOfTheirDistance) {
  constexpr double kMib = 1048576.0;
  EXPECT_EQ(labels_of(size_ticks(12 * kMib, 70 * kMib, 4)), (Labels{"20 MiB", "40 MiB", "60 MiB"}));
  EXPECT_EQ(labels_of(size_ticks(0.5 * 1024 * kMib, 2.5 * 1024 * kMib, 2)), (Labels{"1 GiB", "2 GiB"}));
  EXPECT_EQ(labels_of(size_ticks(1024 * kMib, 1024 * kMib + 10000, 1)), (Labels{"1048580 KiB"}));
}

TEST(SizeTicks, AreNoMoreThanAskedForAndWithin) {
  for (double span = 1.0; span < 1e15; span *= 1.7) {
    const auto ticks = size_ticks(1e9, 1e9 + span, 5);
    EXPECT_LE(ticks.size(), 6U) << span;
    for (const AxisTick& tick : ticks) EXPECT_TRUE(tick.value >= 1e9 && tick.value <= 1e9 + span) << span;
  }
}

TEST(TimeTicks, AreRoundTimesOfTheClock) {
  const WallTime start = *parse_rfc3339("2026-11-21T10:07:51.755Z");
  const auto ticks = time_ticks(start, 20.0, 5);
  EXPECT_EQ(labels_of(ticks), (Labels{"10:07:55", "10:08:00", "10:08:05", "10:08:10"}));
  EXPECT_NEAR(ticks.front().value, 3.245, 1e-6);
  EXPECT_EQ(labels_of(time_ticks(start, 3 * 3600.0, 3)), (Labels{"11:00", "12:00", "13:00"}));
  EXPECT_EQ(labels_of(time_ticks(start, 3 * 86400.0, 3)), (Labels{"11-22", "11-23", "11-24"}));
}

// The first and the last time that a recording may tell of.
TEST(TimeTicks, AreThereAtTheEndsOfAllClocksToo) {
  constexpr double kAllSeconds = 4.6e9;
  for (const std::int64_t start_ns : {std::int64_t{0}, kLatestNs / 2, kLatestNs}) {
    for (const double seconds : {1e-3, 1.0, 86'400.0, kAllSeconds}) {
      const auto ticks = time_ticks(WallTime(std::chrono::nanoseconds(start_ns)), seconds, 5);
      EXPECT_LE(ticks.size(), 6U) << start_ns << " " << seconds;
      for (const AxisTick& tick : ticks)
        EXPECT_TRUE(tick.value >= 0.0 && tick.value <= seconds) << tick.value;
    }
  }
}

}  // namespace
}  // namespace tidemark
