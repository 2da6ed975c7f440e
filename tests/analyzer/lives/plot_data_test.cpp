#include "analyzer/lives/plot_data.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tidemark {
namespace {

PlotLine line_of(std::size_t samples, std::vector<std::size_t> segment_starts = {0}) {
  PlotLine line;
  std::size_t gaps = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    if (gaps < segment_starts.size() && segment_starts[gaps] == i) ++gaps;
    line.seconds.push_back(static_cast<double>(i + 100 * gaps));
    line.bytes.push_back(1000.0);
  }
  line.segment_starts = std::move(segment_starts);
  return line;
}

TEST(ThinOut, AShortLineStaysAsItIs) {
  const PlotLine line = line_of(50);
  EXPECT_EQ(thin_out(line, 50).seconds, line.seconds);
}

TEST(ThinOut, SpikesAndDropsSurvive) {
  PlotLine line = line_of(100'000);
  line.bytes[41'234] = 9000.0;
  line.bytes[71'234] = 10.0;
  line.end_bytes = 7.0;
  const PlotLine thin = thin_out(line, 2000);
  EXPECT_LE(thin.seconds.size(), 2000U);
  EXPECT_EQ(thin.end_bytes, 7.0);
  EXPECT_EQ(*std::max_element(thin.bytes.begin(), thin.bytes.end()), 9000.0);
  EXPECT_EQ(*std::min_element(thin.bytes.begin(), thin.bytes.end()), 10.0);
}

TEST(ThinOut, EachPartOfTheTimeKeepsItsShareOfThePoints) {
  PlotLine line = line_of(10'000);
  for (std::size_t i = 0; i < line.bytes.size(); ++i) line.bytes[i] += static_cast<double>(i % 7);
  const PlotLine thin = thin_out(line, 100);
  for (int part = 0; part < 4; ++part) {
    const double begin = 100.0 + 2500.0 * part;
    const auto points = std::count_if(thin.seconds.begin(), thin.seconds.end(), [&](double second) {
      return second >= begin && second < begin + 2500.0;
    });
    EXPECT_NEAR(static_cast<double>(points), 25.0, 3.0);
  }
}

TEST(ThinOut, GapsStayWhereTheyAre) {
  const PlotLine line = line_of(10'000, {0, 5000});
  const PlotLine thin = thin_out(line, 100);
  ASSERT_EQ(thin.segment_starts.size(), 2U);
  EXPECT_LE(thin.seconds[thin.segment_starts[1] - 1], line.seconds[4999]);
  EXPECT_GE(thin.seconds[thin.segment_starts[1]], line.seconds[5000]);
}

TEST(ThinOut, OfVeryManyGapsTheLongestStay) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < 1000; i += 2) starts.push_back(i);
  PlotLine line = line_of(1000, starts);
  for (std::size_t i = 600; i < 1000; ++i) line.seconds[i] += 5000.0;
  const PlotLine thin = thin_out(line, 40);
  EXPECT_LE(thin.seconds.size(), 40U);
  const auto is_at_gap = [&](std::size_t start) {
    return start > 0 && thin.seconds[start] - thin.seconds[start - 1] > 5000.0;
  };
  EXPECT_TRUE(std::any_of(thin.segment_starts.begin(), thin.segment_starts.end(), is_at_gap));
}

RC_GTEST_PROP(ThinOut, IsARisingPartOfTheLineWithItsEndsAndExtremes, ()) {
  const auto samples = *rc::gen::inRange<std::size_t>(1, 3000);
  const auto most = *rc::gen::inRange<std::size_t>(8, 200);
  const auto gap = *rc::gen::inRange<std::size_t>(1, 3000);
  PlotLine line =
      line_of(samples, gap < samples ? std::vector<std::size_t>{0, gap} : std::vector<std::size_t>{0});
  for (double& bytes : line.bytes) bytes = *rc::gen::inRange(0, 100000);
  const PlotLine thin = thin_out(line, most);
  RC_ASSERT(thin.seconds.size() <= most && thin.seconds.size() == thin.bytes.size());
  RC_ASSERT(
      std::includes(line.seconds.begin(), line.seconds.end(), thin.seconds.begin(), thin.seconds.end()));
  RC_ASSERT(std::adjacent_find(thin.seconds.begin(), thin.seconds.end(), std::greater_equal<>()) ==
            thin.seconds.end());
  RC_ASSERT(thin.seconds.front() == line.seconds.front() && thin.seconds.back() == line.seconds.back());
  RC_ASSERT(*std::max_element(thin.bytes.begin(), thin.bytes.end()) ==
            *std::max_element(line.bytes.begin(), line.bytes.end()));
  RC_ASSERT(*std::min_element(thin.bytes.begin(), thin.bytes.end()) ==
            *std::min_element(line.bytes.begin(), line.bytes.end()));
}

}  // namespace
}  // namespace tidemark
