#include "analyzer/growth/shapes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>

namespace tidemark {
namespace {

constexpr double kNoise = 0.02;

// Floors of a shape on [0, 1], with noise.
std::vector<ShapeWeight> weigh(const std::function<double(double)>& shape, std::size_t count = 48) {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0.0, kNoise);
  std::vector<double> times(count), floors(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count - 1);
    times[i] = 100.0 + 600.0 * part;
    floors[i] = shape(part) + noise(random);
  }
  return weigh_shapes(times, floors);
}

struct KnownShape {
  std::string name;
  std::function<double(double)> shape;
};

class WeighShapes : public ::testing::TestWithParam<KnownShape> {};

TEST_P(WeighShapes, TheHeaviestIsTheOneThatTheFloorsHave) {
  const auto weights = weigh(GetParam().shape);
  EXPECT_EQ(weights.front().shape, GetParam().name);
  double sum = 0.0;
  for (const ShapeWeight& weight : weights) {
    sum += weight.weight;
    EXPECT_LE(weight.weight, weights.front().weight);
  }
  EXPECT_GE(weights.size(), 7U);
  EXPECT_DOUBLE_EQ(sum, 1.0);
}

INSTANTIATE_TEST_SUITE_P(
    Known, WeighShapes,
    ::testing::Values(KnownShape{"holds still", [](double) { return 1.0; }},
                      KnownShape{"one step", [](double u) { return u < 0.4 ? 0.0 : 1.0; }},
                      KnownShape{"a line", [](double u) { return u; }},
                      KnownShape{"a line that makes a step", [](double u) { return u < 0.6 ? u : u + 1.0; }},
                      KnownShape{"a line that bends", [](double u) { return u < 0.5 ? 0.0 : u - 0.5; }},
                      KnownShape{"a warm-up before a line", [](double u) { return u - std::exp(-u / 0.05); }},
                      KnownShape{"a curve that slows down", [](double u) { return std::log1p(u / 0.03); }},
                      KnownShape{"a line under a wave",
                                 [](double u) { return u + 0.5 * std::sin(10.0 * std::numbers::pi * u); }}),
    [](const ::testing::TestParamInfo<KnownShape>& parameter) {
      std::string name = parameter.param.name;
      for (char& letter : name) letter = std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
      return name;
    });

// Four parameters go through five floors however they lie.
TEST(WeighFewShapes, LeavesOutWhatHasAsManyParametersAsThereAreFloors) {
  for (const ShapeWeight& weight : weigh([](double u) { return u; }, 5)) {
    EXPECT_NE(std::string(weight.shape), "a line that bends");
    EXPECT_NE(std::string(weight.shape), "a line that makes a step");
  }
}

TEST(WeighFewShapes, OfALineWithoutNoiseTheSimplestIsTheHeaviest) {
  const std::vector<double> times{0, 1, 2, 3, 4, 5, 6, 7}, floors{0, 2, 4, 6, 8, 10, 12, 14};
  const auto weights = weigh_shapes(times, floors);
  EXPECT_EQ(std::string(weights.front().shape), "a line");
  EXPECT_TRUE(std::isfinite(weights.front().weight));
}

}  // namespace
}  // namespace tidemark
