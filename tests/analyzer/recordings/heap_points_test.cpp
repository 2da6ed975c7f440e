#include "analyzer/recordings/heap_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark {
namespace {

HeapRow row(std::uint32_t tick, std::int64_t collections, std::int64_t used) {
  return {tick, Kib(used), Kib(8000), Kib(9000), collections};
}

TEST(HeapPoints, APointIsWhatACollectionLeft) {
  HeapPoints heap;
  heap.take(row(1, 0, 0));
  heap.take(row(2, 2, 500));
  heap.take(row(3, 2, 700));
  heap.take(row(4, 3, 600));
  ASSERT_EQ(heap.points().size(), 2U);
  EXPECT_EQ(heap.points()[0].tick, 2U);
  EXPECT_EQ(heap.points()[0].used, Kib(500));
  EXPECT_EQ(heap.points()[1].tick, 4U);
  EXPECT_EQ(heap.points()[1].used, Kib(600));
  EXPECT_TRUE(heap.tells_use());
}

TEST(HeapPoints, SizesAreTheLastKnown) {
  HeapPoints heap;
  heap.take(row(1, 1, 500));
  heap.take({2, Kib(), Kib(8500), Kib(), 2});
  EXPECT_EQ(heap.capacity(), Kib(8500));
  EXPECT_EQ(heap.most(), Kib(9000));
}

TEST(HeapPoints, WithoutUseOrCollectionsThereIsNoPoint) {
  HeapPoints heap;
  heap.take({1, Kib(), Kib(8000), Kib(9000), 3});
  EXPECT_FALSE(heap.tells_use());
  heap.take({2, Kib(500), Kib(8000), Kib(9000), std::nullopt});
  EXPECT_TRUE(heap.points().empty());
}

TEST(HeapPoints, OfVeryManyTheLowestStay) {
  HeapPoints heap;
  constexpr std::uint32_t kMany = 5000;
  for (std::uint32_t i = 0; i < kMany; ++i) heap.take(row(i, i + 1, 1000 + i + (i % 7 == 3 ? 0 : 300)));
  const auto& points = heap.points();
  EXPECT_LE(points.size(), HeapPoints::kMost);
  EXPECT_GE(points.size(), HeapPoints::kMost / 2);
  EXPECT_TRUE(std::is_sorted(points.begin(), points.end(),
                             [](const auto& one, const auto& other) { return one.tick < other.tick; }));
  for (const HeapPoint& point : points) EXPECT_EQ(point.tick % 7, 3U) << point.tick;
}

}  // namespace
}  // namespace tidemark
