#include "analyzer/lives/limit.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr std::int64_t kGib = 1024LL * 1024 * 1024;
const RecordedLimits kMachine{Kib(16 * 1024 * 1024), std::nullopt};
const RecordedLimits kContained{Kib(16 * 1024 * 1024), 2 * kGib};

TEST(FindLimit, IsMemTotalByDefault) {
  EXPECT_EQ(find_limit(Metric::kVmSize, {}, kMachine).bytes, 16.0 * kGib);
  EXPECT_EQ(find_limit(Metric::kRss, {}, kMachine).bytes, 16.0 * kGib);
}

TEST(FindLimit, TheControlGroupsCountsForWhatItCounts) {
  EXPECT_EQ(find_limit(Metric::kVmSize, {}, kContained).bytes, 16.0 * kGib);
  for (const Metric metric : {Metric::kRss, Metric::kAnon, Metric::kData}) {
    EXPECT_EQ(find_limit(metric, {}, kContained).bytes, 2.0 * kGib);
  }
  EXPECT_EQ(find_limit(Metric::kRss, {}, {Kib(1024 * 1024), 2 * kGib}).bytes, 1.0 * kGib);
  EXPECT_EQ(find_limit(Metric::kRss, {}, {Kib(), 2 * kGib}).bytes, 2.0 * kGib);
}

TEST(FindLimit, WhatIsGivenWins) {
  EXPECT_EQ(find_limit(Metric::kRss, Bytes{kGib}, kContained).bytes, 1.0 * kGib);
  EXPECT_EQ(find_limit(Metric::kVmSize, Percent{50.0}, kMachine).bytes, 8.0 * kGib);
}

TEST(FindLimit, UnknownStaysUnknownAndIsExplained) {
  const MemoryLimit none = find_limit(Metric::kVmSize, {}, {});
  EXPECT_FALSE(none.bytes);
  EXPECT_NE(none.basis.find("no MemTotal was recorded"), std::string::npos);
  EXPECT_FALSE(find_limit(Metric::kVmSize, Percent{50.0}, {}).bytes);
}

TEST(FindCeiling, BelowTheLimitItIsTheLimit) {
  EXPECT_EQ(find_ceiling({8.0 * kGib, ""}, {4.0 * kGib, Kib(5), Kib(5)}).bytes, 8.0 * kGib);
}

TEST(FindCeiling, AboveTheLimitTheHeadroomCounts) {
  const MemoryLimit limit{8.0 * kGib, ""};
  const double huge = 500.0 * kGib;
  const Kib rss(6 * 1024 * 1024);
  const Kib available(1024 * 1024);
  EXPECT_EQ(find_ceiling(limit, {huge, rss, available}).bytes, huge + 1.0 * kGib);
  EXPECT_EQ(find_ceiling(limit, {huge, rss, Kib()}).bytes, huge + 2.0 * kGib);
  EXPECT_EQ(find_ceiling(limit, {huge, Kib(), available}).bytes, huge + 1.0 * kGib);
  EXPECT_EQ(find_ceiling(limit, {8.0 * kGib, rss, Kib()}).bytes, 10.0 * kGib);
}

TEST(FindCeiling, WithoutAnyHeadroomKnownThereIsNone) {
  const MemoryLimit ceiling = find_ceiling({8.0 * kGib, ""}, {9.0 * kGib, Kib(), Kib()});
  EXPECT_FALSE(ceiling.bytes);
  EXPECT_NE(ceiling.basis.find("neither RSS nor MemAvailable"), std::string::npos);
}

TEST(FindCeiling, AnRssBeyondTheLimitLeavesNoHeadroom) {
  EXPECT_EQ(find_ceiling({1.0 * kGib, ""}, {3.0 * kGib, Kib(2 * 1024 * 1024), Kib()}).bytes, 3.0 * kGib);
}

}  // namespace
}  // namespace tidemark
