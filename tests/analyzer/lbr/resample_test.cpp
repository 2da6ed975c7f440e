#include "analyzer/lbr/resample.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "common/error.hpp"

namespace tidemark {
namespace {

using Values = std::vector<double>;

TEST(Resample, InterpolatesLinearlyBetweenSamples) {
  const EvenGrid grid = resample(Values{0.0, 2.0, 3.0}, Values{0.0, 20.0, 0.0}, 1.0);
  EXPECT_EQ(grid.bytes, (Values{0.0, 10.0, 20.0, 0.0}));
}

TEST(Resample, EndsAtTheLastSampleAndStaysInsideTheFirst) {
  const EvenGrid grid = resample(Values{0.0, 2.5}, Values{0.0, 25.0}, 1.0);
  EXPECT_EQ(grid.bytes, (Values{5.0, 15.0, 25.0}));
}

TEST(Resample, OneSampleIsOnePoint) {
  EXPECT_EQ(resample(Values{4.0}, Values{7.0}, 0.1).bytes, (Values{7.0}));
}

TEST(Resample, AWholeNumberOfStepsReachesTheFirstSample) {
  Values seconds;
  Values bytes;
  for (int i = 0; i < 1000; ++i) {
    seconds.push_back(0.1 * i);
    bytes.push_back(i);
  }
  EXPECT_EQ(resample(seconds, bytes, 0.1).bytes.size(), 1000U);
}

// 0.3 / 0.1 is a little less than 3 in binary.
TEST(Resample, ARoundingErrorCostsNoPoint) {
  EXPECT_EQ(resample(Values{0.0, 0.3}, Values{0.0, 3.0}, 0.1).bytes.size(), 4U);
  EXPECT_EQ(resample(Values{0.0, 0.2999}, Values{0.0, 3.0}, 0.1).bytes.size(), 3U);
}

TEST(Resample, AnAbsurdlyFineGridIsRefused) {
  EXPECT_THROW(static_cast<void>(resample(Values{0.0, 86400.0}, Values{0.0, 1.0}, 1e-6)), UserError);
}

RC_GTEST_PROP(Resample, HitsTheKnotsThatLieOnTheGrid, ()) {
  const auto steps = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 9)));
  const double step = *rc::gen::element(0.25, 1.0, 60.0);
  Values seconds{0.0};
  Values bytes{1.0};
  std::vector<std::size_t> places{0};
  for (const int count : steps) {
    places.push_back(places.back() + static_cast<std::size_t>(count));
    seconds.push_back(static_cast<double>(places.back()) * step);
    bytes.push_back(*rc::gen::inRange(0, 1 << 30));
  }
  const EvenGrid grid = resample(seconds, bytes, step);
  RC_ASSERT(grid.bytes.size() == places.back() + 1);
  for (std::size_t i = 0; i < places.size(); ++i) RC_ASSERT(grid.bytes[places[i]] == bytes[i]);
}

RC_GTEST_PROP(Resample, StaysWithinTheRangeOfTheSamples, ()) {
  const auto gaps = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 5000)));
  Values seconds{0.0};
  Values bytes{0.0};
  double highest = 0.0;
  for (const int gap : gaps) {
    seconds.push_back(seconds.back() + gap / 1000.0);
    bytes.push_back(*rc::gen::inRange(0, 1000));
    highest = std::max(highest, bytes.back());
  }
  const EvenGrid grid = resample(seconds, bytes, *rc::gen::element(0.01, 0.3, 7.0));
  RC_ASSERT(grid.bytes.back() == bytes.back());
  for (const double value : grid.bytes) RC_ASSERT(value >= 0.0 && value <= highest * (1.0 + 1e-12));
}

TEST(DefaultStep, IsTheIntervalUnlessTheGridWouldDwarfTheSeries) {
  EXPECT_EQ(default_step(Values{0.0, 1.0, 2.0}, 1.0), 1.0);
  EXPECT_DOUBLE_EQ(default_step(Values{0.0, 1e-6, 100.0}, 1e-6), 1e-4);
  EXPECT_GT(default_step(Values{5.0}, 0.0), 0.0);
}

}  // namespace
}  // namespace tidemark
