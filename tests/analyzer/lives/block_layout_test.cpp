#include "analyzer/lives/block_layout.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;
using Indices = std::vector<std::size_t>;

Values counting(std::size_t count) {
  Values values(count);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

TEST(LayOutBlocks, CoverAllSamplesInOrder) {
  const BlockLayout layout = lay_out_blocks(counting(100), {}, 7);
  ASSERT_EQ(layout.first.size(), 7U);
  EXPECT_EQ(layout.first.front(), 0U);
  EXPECT_EQ(layout.last.back(), 99U);
  for (std::size_t k = 1; k < layout.first.size(); ++k) EXPECT_EQ(layout.first[k], layout.last[k - 1] + 1);
}

TEST(LayOutBlocks, AGapBetweenSegmentsTakesOneUsualInterval) {
  Values seconds = counting(100);
  for (std::size_t i = 50; i < 100; ++i) seconds[i] += 1e6;
  const Indices starts{0, 50};
  const BlockLayout layout = lay_out_blocks(seconds, starts, 10);
  EXPECT_DOUBLE_EQ(layout.observed_span, 99.0);
  ASSERT_EQ(layout.observed.size(), 10U);
  EXPECT_DOUBLE_EQ(layout.observed.back() - layout.observed.front(), 90.0);
  EXPECT_GT(layout.seconds.back(), 1e6);
}

TEST(LayOutBlocks, ABlockWithoutSamplesIsLeftOut) {
  Values seconds = counting(40);
  for (std::size_t i = 20; i < 40; ++i) seconds[i] += 40.0;
  EXPECT_EQ(lay_out_blocks(seconds, {}, 10).first.size(), 6U);
}

TEST(BlockLayoutCache, GivesWhatIsLaidOutAnew) {
  const Values seconds = counting(100);
  BlockLayoutCache cache;
  for (const std::size_t samples : {100U, 100U, 60U, 100U}) {
    for (const std::size_t count : {10U, 20U}) {
      const auto some = std::span(seconds).first(samples);
      EXPECT_EQ(cache.lay_out(some, {}, count).first, lay_out_blocks(some, {}, count).first);
    }
  }
}

TEST(BlockLayoutCache, ACopyBeginsEmpty) {
  const Values seconds = counting(100);
  Values later = seconds;
  for (std::size_t i = 50; i < 100; ++i) later[i] += 200.0;
  BlockLayoutCache cache;
  (void)cache.lay_out(seconds, {}, 10);
  BlockLayoutCache copy(cache), assigned;
  assigned = cache;
  EXPECT_EQ(copy.lay_out(later, {}, 10).first, lay_out_blocks(later, {}, 10).first);
  EXPECT_EQ(assigned.lay_out(later, {}, 10).first, lay_out_blocks(later, {}, 10).first);
}

}  // namespace
}  // namespace tidemark
