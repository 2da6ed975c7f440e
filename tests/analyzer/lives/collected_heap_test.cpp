#include "analyzer/lives/collected_heap.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A process seen from tick 2 on, of which collections were seen at ticks 3, 5 and 8.
MadeRecording made_heap(std::int64_t start = 0) {
  MadeRecording made(10, start);
  made.add_process({{2, 5000}}).id = 7;
  HeapPoints& heap = made.recording.heaps[7];
  std::int64_t collections = 0;
  for (const std::uint32_t tick : {3U, 5U, 8U})
    heap.take({tick, Kib(100 * tick), Kib(4000), Kib(9000), ++collections});
  return made;
}

std::optional<CollectedHeap> heap_of(const ProcessLife& life, const TimeRange& range = {}) {
  return read_heap(life, fill_history(life, range));
}

TEST(ReadHeap, HasTheCollectionsOfALifeByItsTime) {
  const MadeRecording made = made_heap();
  const auto heap = heap_of({{{&made.recording, 0}}});
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->seconds, (std::vector<double>{1, 3, 6}));
  EXPECT_EQ(heap->left_bytes, (std::vector<double>{300 * 1024.0, 500 * 1024.0, 800 * 1024.0}));
  EXPECT_EQ(heap->collections, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(heap->wall_ns.front(), 1003 * kSecond);
  EXPECT_EQ(heap->capacity_bytes, 4000 * 1024.0);
  EXPECT_EQ(heap->most_bytes, 9000 * 1024.0);
}

TEST(ReadHeap, LaterPartsGoOn) {
  const MadeRecording first = made_heap();
  const MadeRecording second = made_heap(100);
  const auto heap = heap_of({{{&first.recording, 0}, {&second.recording, 0}}});
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->seconds, (std::vector<double>{1, 3, 6, 101, 103, 106}));
}

TEST(ReadHeap, OnlyTheRangeCounts) {
  const MadeRecording made = made_heap();
  TimeRange range;
  range.since = to_wall_time(1004 * kSecond);
  range.until = to_wall_time(1006 * kSecond);
  EXPECT_EQ(heap_of({{{&made.recording, 0}}}, range)->seconds, (std::vector<double>{1}));
}

TEST(ReadHeap, OneThatTellsNoUseIsNone) {
  MadeRecording made = made_heap();
  made.recording.heaps.clear();
  EXPECT_FALSE(heap_of({{{&made.recording, 0}}}));
  made.recording.heaps[7].take({3, Kib(), Kib(4000), Kib(9000), 1});
  EXPECT_FALSE(heap_of({{{&made.recording, 0}}}));
}

// A heap collected once a second, of which the count of whole collections is given.
CollectedHeap counted(const std::vector<std::pair<double, std::optional<std::int64_t>>>& points) {
  CollectedHeap heap;
  for (const auto& [left, whole] : points) {
    heap.seconds.push_back(static_cast<double>(heap.seconds.size()));
    heap.wall_ns.push_back(static_cast<std::int64_t>(heap.seconds.size()));
    heap.left_bytes.push_back(left);
    heap.collections.push_back(static_cast<std::int64_t>(heap.seconds.size()));
    heap.whole_collections.push_back(whole);
  }
  heap.most_bytes = 1000.0;
  return heap;
}

TEST(AfterWholeCollections, EachHasTheLowestPointUntilTheNext) {
  const CollectedHeap whole = after_whole_collections(
      counted({{50, 0}, {60, 0}, {40, 1}, {30, 1}, {70, 1}, {45, 2}, {80, 2}, {47, 5}}));
  EXPECT_EQ(whole.left_bytes, (std::vector<double>{30, 45, 47}));
  EXPECT_EQ(whole.seconds, (std::vector<double>{3, 5, 7}));
  EXPECT_EQ(whole.wall_ns, (std::vector<std::int64_t>{4, 6, 8}));
  EXPECT_EQ(whole.collections, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(whole.most_bytes, 1000.0);
}

TEST(AfterWholeCollections, OneThatWasNotSeenToComeIsNone) {
  EXPECT_TRUE(after_whole_collections(counted({{50, 4}, {40, 4}, {60, 4}})).seconds.empty());
}

TEST(AfterWholeCollections, WhereTheyAreNotToldApartThereIsNone) {
  EXPECT_TRUE(after_whole_collections(counted({{50, {}}, {40, {}}, {60, 1}})).seconds.empty());
  EXPECT_TRUE(after_whole_collections({}).seconds.empty());
}

}  // namespace
}  // namespace tidemark
