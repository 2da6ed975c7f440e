#include "analyzer/growth/season.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

using Values = std::vector<double>;

constexpr std::size_t kSamples = 96;

template <typename Shape>
Values values_of(std::size_t count, Shape shape) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = shape(static_cast<double>(i) / static_cast<double>(count - 1));
  return values;
}

// At the times 0 to 600.
template <typename Shape>
std::optional<Season> season_of(std::size_t count, Shape shape) {
  const Values times = values_of(count, [](double u) { return 600.0 * u; });
  return find_season(times, values_of(count, shape));
}

double sine(double u, double cycles) { return std::sin(2.0 * std::numbers::pi * cycles * u); }

TEST(FindSeason, FindsPeriodAndHeight) {
  const auto season = season_of(kSamples, [](double u) { return 50.0 * u + 10.0 * sine(u, 3.4); });
  ASSERT_TRUE(season);
  EXPECT_NEAR(season->cycles, 3.4, 0.1);
  EXPECT_NEAR(season->peak_to_peak, 20.0, 1.5);
  EXPECT_GT(season->explained, 0.97);
}

TEST(FindSeason, WaveAndDriftAddUpToTheValues) {
  const Values times = values_of(kSamples, [](double u) { return 600.0 * u; });
  Values values = values_of(kSamples, [](double u) { return 1e9 + 50.0 * u + 10.0 * sine(u, 3.5); });
  const auto season = find_season(times, values);
  ASSERT_TRUE(season);
  EXPECT_DOUBLE_EQ(season->cycles, 3.5);
  EXPECT_NEAR(season->explained, 1.0, 1e-9);
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(season->wave[i], 10.0 * std::sin(2.0 * std::numbers::pi * 3.5 * times[i] / 600.0), 1e-3);
    values[i] -= season->wave[i];
  }
  EXPECT_NEAR(fit_line(times, values).slope, 50.0 / 600.0, 1e-6);
}

TEST(FindSeason, PeriodIsExactWhateverThePhase) {
  for (const double cycles : {2.1875, 2.5, 2.8125, 3.3125, 4.6875, 7.0625}) {
    for (const double phase : {0.0, 0.1, 0.25, 0.4, 0.6, 0.85}) {
      const auto season =
          season_of(kSamples, [=](double u) { return 30.0 * u + 10.0 * sine(u + phase / cycles, cycles); });
      ASSERT_TRUE(season) << cycles;
      EXPECT_DOUBLE_EQ(season->cycles, cycles) << phase;
      EXPECT_NEAR(season->explained, 1.0, 1e-9) << cycles;
    }
  }
}

TEST(FindSeason, HarmonicIsPartOfTheWave) {
  const auto shape = [](double u) { return 10.0 * sine(u, 4.0) + 4.0 * sine(u + 0.03, 8.0); };
  const auto season = season_of(kSamples, [&](double u) { return shape(u) - 30.0 * u; });
  ASSERT_TRUE(season);
  EXPECT_DOUBLE_EQ(season->cycles, 4.0);
  EXPECT_NEAR(season->explained, 1.0, 1e-9);
  const Values wave = values_of(kSamples, shape);
  const auto [low, high] = std::minmax_element(wave.begin(), wave.end());
  EXPECT_NEAR(season->peak_to_peak, *high - *low, 1e-6);
}

TEST(FindSeason, WaveGoesOnInAGap) {
  const auto shape = [](double u) { return 20.0 * u + 10.0 * sine(u, 5.5); };
  Values times, values;
  for (std::size_t i = 0; i < 120; ++i) {
    if (i >= 30 && i < 63) continue;
    times.push_back(static_cast<double>(i));
    values.push_back(shape(static_cast<double>(i) / 119.0));
  }
  const auto season = find_season(times, values);
  ASSERT_TRUE(season);
  EXPECT_NEAR(season->cycles, 5.5, 0.07);
  EXPECT_GT(season->explained, 0.99);
}

TEST(FindSeason, NoiseIsLeftUnexplained) {
  const Values times = values_of(400, [](double u) { return u; });
  Values values = values_of(400, [](double u) { return 10.0 * sine(u, 6.0); });
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += i % 2 == 0 ? 5.0 : -5.0;
  const auto season = find_season(times, values);
  ASSERT_TRUE(season);
  EXPECT_NEAR(season->cycles, 6.0, 0.01);
  EXPECT_NEAR(season->explained, 50.0 / 75.0, 0.01) << "the squares of the sine, of all";
}

TEST(FindSeason, LongestWaveLookedAtIsNone) {
  for (const double cycles : {1.0, 1.4, 2.0}) {
    EXPECT_FALSE(season_of(kSamples, [=](double u) { return 10.0 * sine(u, cycles); })) << cycles;
  }
  const auto season = season_of(kSamples, [](double u) { return 10.0 * sine(u, 2.5); });
  ASSERT_TRUE(season);
  EXPECT_GT(season->cycles, GrowthSettings{}.wave_cycles);
}

TEST(FindSeason, ACycleHasFiveValues) {
  const auto explained = [](std::size_t count, double cycles) {
    const auto season = season_of(count, [=](double u) { return 10.0 * sine(u, cycles); });
    return season ? season->explained : 0.0;
  };
  constexpr double kMost = 0.2;
  EXPECT_GT(explained(400, 22.0), 0.99);
  EXPECT_GT(explained(50, 10.0), 0.99);
  EXPECT_LT(explained(50, 13.0), kMost);
}

TEST(FindSeason, ValuesOfTwoCyclesHaveNone) {
  const auto wave = [](double u) { return 10.0 * sine(u, 3.0); };
  EXPECT_FALSE(season_of(14, wave));
  EXPECT_TRUE(season_of(15, wave));
  EXPECT_FALSE(find_season(Values{1, 2, 3}, Values{1, 2, 1}));
}

TEST(FindSeason, ConstantValuesHaveNone) {
  EXPECT_FALSE(season_of(kSamples, [](double) { return 1e9; }));
}

}  // namespace
}  // namespace tidemark
