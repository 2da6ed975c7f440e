#include "analyzer/growth/blocks.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;

Values counting(std::size_t count) {
  Values values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(CutIntoBlocks, CoversEverySampleOnce) {
  const Values seconds = counting(100), bytes = counting(100);
  const FloorBlocks blocks = cut_into_blocks({seconds, bytes, std::vector<std::size_t>{0}}, 10, {});
  ASSERT_EQ(blocks.size(), 10U);
  EXPECT_EQ(blocks.samples, 100U);
  EXPECT_EQ(blocks.first.front(), 0U);
  EXPECT_EQ(blocks.last.back(), 99U);
  for (std::size_t i = 1; i < blocks.size(); ++i) EXPECT_EQ(blocks.first[i], blocks.last[i - 1] + 1);
}

TEST(CutIntoBlocks, FloorIsTheLowerQuarter) {
  const Values seconds = counting(20);
  Values bytes(20, 5.0);
  for (std::size_t i = 0; i < 20; i += 2) bytes[i] = 9.0;
  for (const double floor : cut_into_blocks({seconds, bytes}, 2, {}).floors) EXPECT_DOUBLE_EQ(floor, 5.0);
}

TEST(CutIntoBlocks, GapTakesNoBlocks) {
  Values seconds = counting(100);
  for (std::size_t i = 50; i < 100; ++i) seconds[i] += 1e6;
  const FloorBlocks blocks =
      cut_into_blocks({seconds, counting(100), std::vector<std::size_t>{0, 50}}, 10, {});
  EXPECT_EQ(blocks.size(), 10U);
  EXPECT_NEAR(blocks.observed_span, 99.0, 1e-6);
  EXPECT_GT(blocks.seconds.back(), 1e6);
}

TEST(CutIntoBlocks, StretchWithoutSamplesLeavesNoBlock) {
  Values bytes = counting(100);
  std::fill(bytes.begin() + 40, bytes.begin() + 60, 0.0);
  EXPECT_EQ(cut_into_blocks({counting(100), bytes}, 10, {}).size(), 8U);
}

TEST(JoinBlocks, KeepsSpanAndSamples) {
  const FloorBlocks cells = cut_into_blocks({counting(96), counting(96)}, 96, {});
  const FloorBlocks joined = join_blocks(cells, 8, 0.25);
  EXPECT_EQ(joined.size(), 8U);
  EXPECT_EQ(joined.samples, 96U);
  EXPECT_EQ(joined.first.front(), 0U);
  EXPECT_EQ(joined.last.back(), 95U);
}

TEST(FindTroughs, FindsTheLowestOfEachTooth) {
  Values bytes;
  for (std::size_t i = 0; i < 60; ++i)
    bytes.push_back(100.0 + static_cast<double>(i % 12) + static_cast<double>(i / 12));
  const FloorBlocks cells = cut_into_blocks({counting(60), bytes}, 60, {});
  const FloorBlocks troughs = troughs_of(cells, 6.0);
  EXPECT_EQ(troughs.floors, (Values{101, 102, 103, 104}));
}

TEST(WithoutSpikes, TakesAwayWhatStandsOutAlone) {
  FloorBlocks blocks;
  blocks.floors = {1, 1, 9, 1, 2, 3};
  EXPECT_EQ(without_spikes(blocks).floors, (Values{1, 1, 1, 2, 2, 3}));
}

}  // namespace
}  // namespace tidemark
