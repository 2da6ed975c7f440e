#include "analyzer/judge/metrics/detectable_growth.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analyzer/growth/growth.hpp"

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;

struct Samples {
  std::vector<double> seconds;
  std::vector<double> bytes;

  [[nodiscard]] SeriesView view() const { return {seconds, bytes}; }
};

// Samples a second apart, of `mebibytes(second)`.
template <typename Shape>
Samples samples_of(std::size_t count, Shape mebibytes) {
  Samples samples;
  for (std::size_t i = 0; i < count; ++i) {
    samples.seconds.push_back(static_cast<double>(i));
    samples.bytes.push_back(mebibytes(static_cast<double>(i)) * kMebibyte);
  }
  return samples;
}

double still(double) { return 100.0; }
double noisy(double second) {
  return 100.0 + 3.0 * std::sin(7.0 * second) + 2.0 * std::cos(3.3 * second * second);
}

std::optional<double> detectable(const Samples& samples, std::optional<double> limit = std::nullopt) {
  return find_detectable_growth(samples.view(), limit, {}, {});
}

TEST(FindDetectableGrowth, OfWhatHoldsStillIsAMaterialPart) {
  const auto rate = detectable(samples_of(601, still));
  ASSERT_TRUE(rate);
  EXPECT_NEAR(*rate * 600.0, 1.1 * 0.1 * 100.0 / 0.95 * kMebibyte, 0.2 * kMebibyte);
}

TEST(FindDetectableGrowth, LongerLivesShowLess) {
  EXPECT_NEAR(*detectable(samples_of(601, still)) / *detectable(samples_of(6001, still)), 10.0, 0.1);
}

TEST(FindDetectableGrowth, ASmallProcessHasToGrowByAMebibyte) {
  const auto rate = detectable(samples_of(601, [](double) { return 5.0; }));
  EXPECT_NEAR(*rate * 600.0, 1.1 * kMebibyte, 0.03 * kMebibyte);
}

TEST(FindDetectableGrowth, ANearLimitMakesLessMaterial) {
  const double limit = 120.0 * kMebibyte;  // 20 MiB ahead, in twenty windows at the most
  EXPECT_NEAR(*detectable(samples_of(601, still), limit) * 600.0, 1.1 * kMebibyte, 0.2 * kMebibyte);
}

TEST(FindDetectableGrowth, NoiseHidesMore) {
  const auto rate =
      detectable(samples_of(601, [](double second) { return 100.0 + 20.0 * (noisy(second) - 100.0); }));
  ASSERT_TRUE(rate);
  EXPECT_GT(*rate, 2.0 * *detectable(samples_of(601, still)));
}

TEST(FindDetectableGrowth, SuchGrowthIsALeak) {
  for (const auto shape : {still, noisy}) {
    Samples samples = samples_of(601, shape);
    const auto rate = detectable(samples);
    ASSERT_TRUE(rate);
    const auto verdict_at = [&](double slope) {
      Samples grown = samples;
      for (std::size_t i = 0; i < grown.bytes.size(); ++i) grown.bytes[i] += slope * grown.seconds[i];
      return judge_growth(find_growth(grown.view()), std::nullopt).verdict;
    };
    EXPECT_EQ(verdict_at(*rate), Verdict::kLeak);
    EXPECT_LT(verdict_at(0.5 * *rate), Verdict::kLeak);
  }
}

TEST(FindDetectableGrowth, TooFewSamplesShowNone) { EXPECT_FALSE(detectable(samples_of(5, still))); }

}  // namespace
}  // namespace tidemark
