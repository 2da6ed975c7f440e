#include "analyzer/evidence/held_levels.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lives/made_series.hpp"

namespace tidemark {
namespace {

using testing::kMebibyte;
using testing::MadeSeries;

// Levels in MiB, a sample each second.
Series series_of(const std::vector<double>& mebibytes) {
  MadeSeries made;
  for (const double level : mebibytes) {
    made.level = level * kMebibyte;
    made.idle(1);
  }
  return made.series;
}

std::vector<std::pair<std::size_t, double>> levels_of(const Series& series, const SampleRange& range,
                                                      double noise = 0.0) {
  std::vector<std::pair<std::size_t, double>> levels;
  const HeldLevels held(series, range, noise);
  for (const HeldLevel& level : held.levels()) levels.emplace_back(level.sample, level.bytes / kMebibyte);
  return levels;
}

TEST(HeldLevels, WhatIsGivenBackLaterIsNotHeld) {
  const Series series = series_of({5, 9, 6, 8, 7});
  using Levels = std::vector<std::pair<std::size_t, double>>;
  EXPECT_EQ(levels_of(series, {0, 4}), (Levels{{0, 5}, {2, 6}, {4, 7}}));
  EXPECT_EQ(levels_of(series, {1, 3}), (Levels{{2, 6}, {3, 8}})) << "the range's last sample is the end";
}

TEST(HeldLevels, ASampleWithinTheNoiseShowsTheLevel) {
  const Series series = series_of({5.1, 5, 5.3, 7});
  using Levels = std::vector<std::pair<std::size_t, double>>;
  EXPECT_EQ(levels_of(series, {0, 3}, 0.2 * kMebibyte), (Levels{{0, 5}, {1, 5}, {2, 5.3}, {3, 7}}));
  EXPECT_EQ(levels_of(series, {0, 3}), (Levels{{1, 5}, {2, 5.3}, {3, 7}}));
}

TEST(HeldLevels, AreFoundByTime) {
  const Series series = series_of({5, 9, 6, 8, 7});
  const HeldLevels held(series, {0, 4}, 0.0);
  EXPECT_EQ(held.before(-0.5), nullptr);
  EXPECT_EQ(held.before(1.9)->sample, 0U);
  EXPECT_EQ(held.before(2.0)->sample, 2U);
  EXPECT_EQ(held.after(2.0)->sample, 2U);
  EXPECT_EQ(held.after(2.1)->sample, 4U);
  EXPECT_EQ(held.after(4.1), nullptr);
}

}  // namespace
}  // namespace tidemark
