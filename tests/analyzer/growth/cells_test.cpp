#include "analyzer/growth/cells.hpp"

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

TEST(TakeCells, CoversEverySampleOnce) {
  const Values seconds = counting(100), bytes = counting(100);
  const Cells cells = take_cells({seconds, bytes, std::vector<std::size_t>{0}}, 10, {});
  ASSERT_EQ(cells.size(), 10U);
  EXPECT_EQ(cells.samples, 100U);
  EXPECT_EQ(cells.first.front(), 0U);
  EXPECT_EQ(cells.last.back(), 99U);
  for (std::size_t i = 1; i < cells.size(); ++i) EXPECT_EQ(cells.first[i], cells.last[i - 1] + 1);
}

TEST(TakeCells, AsManySamplesAsCellsAreACellEachHoweverUneven) {
  const Values seconds{1, 2, 3, 4, 5, 60, 61, 62, 63, 64};
  Values bytes = counting(10);
  EXPECT_EQ(take_cells({seconds, bytes, std::vector<std::size_t>{0}}, 10, {}).size(), 10U);
  bytes[2] = 0.0;  // which was not observed
  const Cells cells = take_cells({seconds, bytes, std::vector<std::size_t>{0}}, 9, {});
  ASSERT_EQ(cells.size(), 9U);
  EXPECT_EQ(cells.first[2], 3U);
}

TEST(TakeCells, FloorIsTheLowerQuarter) {
  const Values seconds = counting(20);
  Values bytes(20, 5.0);
  for (std::size_t i = 0; i < 20; i += 2) bytes[i] = 9.0;
  for (const double floor : take_cells({seconds, bytes}, 2, {}).floors) EXPECT_DOUBLE_EQ(floor, 5.0);
}

// Of many samples some are taken for the floor, from all over the cell, and where not all were observed, too.
TEST(TakeCells, FloorOfManySamplesIsThatOfTheWholeCell) {
  Values bytes(4000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i % 400 < 200 ? 9.0 : 5.0;
  for (const double middle : {9.0, 0.0}) {
    bytes[2000] = middle;
    for (const double floor : take_cells({counting(4000), bytes}, 10, {}).floors) EXPECT_EQ(floor, 5.0);
  }
}

TEST(TakeCells, GapTakesNoCells) {
  Values seconds = counting(100);
  for (std::size_t i = 50; i < 100; ++i) seconds[i] += 1e6;
  const Cells cells = take_cells({seconds, counting(100), std::vector<std::size_t>{0, 50}}, 10, {});
  EXPECT_EQ(cells.size(), 10U);
  EXPECT_NEAR(cells.observed_span, 99.0, 1e-6);
  EXPECT_GT(cells.seconds.back(), 1e6);
}

TEST(TakeCells, StretchWithoutSamplesLeavesNoCell) {
  Values bytes = counting(100);
  std::fill(bytes.begin() + 40, bytes.begin() + 60, 0.0);
  EXPECT_EQ(take_cells({counting(100), bytes}, 10, {}).size(), 8U);
}

TEST(TakeCells, FewSamplesAreACellEach) {
  Values seconds = counting(20);
  for (std::size_t i = 10; i < 20; ++i) seconds[i] += 500.0;
  const Cells cells = take_cells({seconds, counting(20), std::vector<std::size_t>{0, 10}}, 48, {});
  EXPECT_EQ(cells.floors, counting(20));
  EXPECT_EQ(cells.first, cells.last);
  EXPECT_NEAR(cells.observed_span, 19.0, 1e-9) << "the gap counts as one interval";
  EXPECT_NEAR(cells.seconds.back(), 520.0, 1e-9);
}

TEST(TakeCells, IndicesAreThoseOfTheSeries) {
  Values bytes = counting(30);
  bytes[0] = bytes[7] = 0.0;
  const Cells cells = take_cells({counting(30), bytes}, 48, {});
  EXPECT_EQ(cells.size(), 28U);
  EXPECT_EQ(cells.first.front(), 1U);
  EXPECT_EQ(cells.first[6], 8U);
}

TEST(TakeCells, FewerThanSixAreNone) {
  EXPECT_EQ(take_cells({counting(5), counting(5)}, 48, {}).size(), 0U);
  Values bytes(20, 0.0);
  std::fill(bytes.begin(), bytes.begin() + 5, 7.0);
  EXPECT_EQ(take_cells({counting(20), bytes}, 48, {}).size(), 0U);
}

TEST(JoinCells, KeepsSpanAndSamples) {
  const Cells cells = take_cells({counting(96), counting(96)}, 96, {});
  const Cells joined = join_cells(cells, 8, 0.25);
  EXPECT_EQ(joined.size(), 8U);
  EXPECT_EQ(joined.samples, 96U);
  EXPECT_EQ(joined.first.front(), 0U);
  EXPECT_EQ(joined.last.back(), 95U);
}

TEST(FindTroughs, FindsTheLowestOfEachTooth) {
  Values bytes;
  for (std::size_t i = 0; i < 60; ++i)
    bytes.push_back(100.0 + static_cast<double>(i % 12) + static_cast<double>(i / 12));
  const Cells cells = take_cells({counting(60), bytes}, 60, {});
  const Cells troughs = troughs_of(cells, 6.0);
  EXPECT_EQ(troughs.floors, (Values{101, 102, 103, 104}));
}

TEST(WithoutSpikes, TakesAwayWhatStandsOutAlone) {
  Cells cells;
  cells.floors = {1, 1, 9, 1, 2, 3};
  EXPECT_EQ(without_spikes(cells).floors, (Values{1, 1, 1, 2, 2, 3}));
  cells.floors = {1, 2, 9, 3};
  EXPECT_EQ(without_spikes(cells).floors, (Values{1, 2, 3, 3})) << "the last but one, too";
}

TEST(TakeCells, AGapStaysOneAmongZeros) {
  // Ten seconds, a gap of a hundred, ten more; a zero on each side.
  Values seconds = counting(20), bytes = counting(20);
  for (std::size_t i = 10; i < seconds.size(); ++i) seconds[i] += 100.0;
  bytes[4] = bytes[10] = 0.0;
  const std::vector<std::size_t> starts{0, 10};
  const Cells cells = take_cells({seconds, bytes, starts}, 48, {});
  ASSERT_EQ(cells.size(), 18U);
  EXPECT_LT(cells.observed_span, 30.0);
}

}  // namespace
}  // namespace tidemark
