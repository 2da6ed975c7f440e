#include "recorder/procfs/jvm_heap.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <utility>

#include "tests/support/made_jvm_counters.hpp"

namespace tidemark {
namespace {

using testing::made_serial_heap;
using testing::MadeJvmCounters;

TEST(ParseJvmHeap, UseIsWhatCollectionsLeftInAllSpacesButEden) {
  const JvmHeap wanted{5200, 30720, 92160, 4, 1};
  EXPECT_EQ(parse_jvm_heap(made_serial_heap().bytes()), wanted);
}

TEST(ParseJvmHeap, IndicesThatNoMachineHasArePassedOver) {
  const auto heap = parse_jvm_heap(made_serial_heap().bytes());
  for (const char* index : {"99", "4000000000", "-1", "x", ""}) {
    MadeJvmCounters counters = made_serial_heap();
    counters.number(std::string("sun.gc.generation.") + index + ".capacity", 1 << 30)
        .number(std::string("sun.gc.generation.1.space.") + index + ".used", 1 << 30)
        .number(std::string("sun.gc.collector.") + index + ".invocations", 100);
    EXPECT_EQ(parse_jvm_heap(counters.bytes()), heap) << index;
  }
}

TEST(ParseJvmHeap, EitherByteOrderIsRead) {
  EXPECT_EQ(parse_jvm_heap(made_serial_heap(true).bytes()), parse_jvm_heap(made_serial_heap(false).bytes()));
  EXPECT_TRUE(parse_jvm_heap(made_serial_heap(true).bytes()));
}

TEST(ParseJvmHeap, TheRegionsOfG1AreBoundOnceForAllGenerations) {
  MadeJvmCounters counters;
  counters.collector(0, "G1 young collection pauses", 3)
      .collector(2, "G1 concurrent cycle pauses", 2)
      .generation(0, 60 << 20, (256 << 20) + 24)
      .space(0, 0, "eden", 50 << 20)
      .space(0, 2, "s1", 2 << 20)
      .generation(1, 40 << 20, (256 << 20) + 8)
      .space(1, 0, "space", 9 << 20);
  const JvmHeap wanted{11 * 1024, 100 * 1024, 256 * 1024, 5, 1};
  EXPECT_EQ(parse_jvm_heap(counters.bytes()), wanted);
}

TEST(ParseJvmHeap, WhatConcurrentCollectorsLeaveIsUnknown) {
  for (const char* name : {"Z concurrent cycle pauses", "ZGC major collection pauses", "Shenandoah full"}) {
    MadeJvmCounters counters;
    counters.collector(1, name, 6).generation(1, 64 << 20, 256 << 20).space(1, 0, "space", 9 << 20);
    const JvmHeap wanted{std::nullopt, 64 * 1024, 256 * 1024, 6};
    EXPECT_EQ(parse_jvm_heap(counters.bytes()), wanted) << name;
  }
}

TEST(ParseJvmHeap, CollectionsOfTheWholeHeapAreToldByTheirNames) {
  struct Names {
    const char* young;
    const char* whole;
  };
  constexpr std::array kNames{Names{"Serial young collection pauses", "Serial full collection pauses"},
                              Names{"Parallel young collection pauses", "Parallel full collection pauses"},
                              Names{"G1 young collection pauses", "G1 full collection pauses"},
                              Names{"MCopy", "MSC"},
                              Names{"PSScavenge", "PSMarkSweep"},
                              Names{"PSScavenge", "PSParallelCompact"},
                              Names{"G1 incremental collections", "G1 stop-the-world full collections"}};
  for (const Names& names : kNames) {
    MadeJvmCounters counters;
    counters.generation(0, 64 << 20, 256 << 20).collector(0, names.young, 40).collector(1, names.whole, 3);
    const auto heap = parse_jvm_heap(counters.bytes());
    ASSERT_TRUE(heap) << names.whole;
    EXPECT_EQ(heap->collections, 43) << names.whole;
    EXPECT_EQ(heap->whole_collections, 3) << names.whole;
  }
}

TEST(ParseJvmHeap, G1MarksTheWholeHeapInTwoPauses) {
  for (const auto& [pauses, wanted] : {std::pair(0, 2), std::pair(1, 2), std::pair(2, 3), std::pair(7, 5)}) {
    MadeJvmCounters counters;
    counters.generation(0, 64 << 20, 256 << 20)
        .collector(0, "G1 young collection pauses", 40)
        .collector(1, "G1 full collection pauses", 2)
        .collector(2, "G1 concurrent cycle pauses", pauses);
    EXPECT_EQ(parse_jvm_heap(counters.bytes())->whole_collections, wanted) << pauses;
  }
}

TEST(ParseJvmHeap, OfAnUnknownCollectorWholeOnesAreNotTold) {
  MadeJvmCounters counters;
  counters.generation(0, 64 << 20, 256 << 20).collector(0, "ParNew", 40).collector(1, "CMS", 4);
  const auto heap = parse_jvm_heap(counters.bytes());
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->collections, 44);
  EXPECT_EQ(heap->whole_collections, std::nullopt);
}

TEST(ParseJvmHeap, ThePermanentGenerationIsNoHeap) {
  MadeJvmCounters counters = made_serial_heap();
  counters.text("sun.gc.generation.2.name", "perm")
      .generation(2, 80 << 20, 80 << 20)
      .space(2, 0, "perm", 9 << 20);
  EXPECT_EQ(parse_jvm_heap(counters.bytes()), parse_jvm_heap(made_serial_heap().bytes()));
}

TEST(ParseJvmHeap, ACollectionUnderWayHasLeftNothingYet) {
  MadeJvmCounters counters = made_serial_heap();
  counters.number("sun.gc.collector.1.lastEntryTime", 21);
  EXPECT_FALSE(parse_jvm_heap(counters.bytes()));
}

TEST(ParseJvmHeap, WhatIsNotThereIsUnknown) {
  MadeJvmCounters counters;
  counters.collector(0, "Copy", 1).number("sun.gc.generation.0.capacity", 2048);
  const JvmHeap wanted{std::nullopt, 2, std::nullopt, 1};
  EXPECT_EQ(parse_jvm_heap(counters.bytes()), wanted);
}

TEST(ParseJvmHeap, ValuesThatNoHeapHasAreUnknown) {
  for (const std::int64_t value : {std::int64_t{-1}, INT64_MIN, INT64_MAX}) {
    MadeJvmCounters counters;
    counters.collector(0, "Copy", 1).generation(0, 2048, value).space(0, 1, "s0", value);
    const JvmHeap wanted{std::nullopt, 2, std::nullopt, 1};
    EXPECT_EQ(parse_jvm_heap(counters.bytes()), wanted) << value;
  }
}

TEST(ParseJvmHeap, RefusesWhatIsNoneOrNotReady) {
  const std::string whole = made_serial_heap().bytes();
  EXPECT_FALSE(parse_jvm_heap(""));
  EXPECT_FALSE(parse_jvm_heap(std::string_view(whole).substr(0, 31)));
  EXPECT_FALSE(parse_jvm_heap(std::string(32768, '\0')));
  EXPECT_FALSE(parse_jvm_heap(made_serial_heap().bytes(false)));
  EXPECT_FALSE(parse_jvm_heap(MadeJvmCounters().bytes()));
  std::string of_version_1 = whole;
  of_version_1[5] = '\1';
  EXPECT_FALSE(parse_jvm_heap(of_version_1));
}

TEST(ParseJvmHeap, EveryCutIsRead) {
  const std::string whole = made_serial_heap().bytes();
  for (std::size_t size = 0; size < 2048; ++size) {
    static_cast<void>(parse_jvm_heap(std::string(whole, 0, size)));
  }
}

// Changes bytes of the head and the entries, where offsets, lengths and counts are.
RC_GTEST_PROP(ParseJvmHeap, NoBytesMakeItFail, (bool is_big_endian)) {
  std::string bytes = made_serial_heap(is_big_endian).bytes();
  const auto changes = *rc::gen::container<std::vector<std::pair<std::uint16_t, char>>>(
      rc::gen::pair(rc::gen::arbitrary<std::uint16_t>(), rc::gen::arbitrary<char>()));
  for (const auto& [place, value] : changes) bytes[place % 2048] = value;
  const auto heap = parse_jvm_heap(bytes);
  if (!heap) return;
  for (const auto& figure : {heap->used_kib, heap->capacity_kib, heap->max_kib, heap->collections}) {
    RC_ASSERT(figure.value_or(0) >= 0);
  }
}

RC_GTEST_PROP(ParseJvmHeap, NoOtherBytesMakeItFail, (const std::string& rest)) {
  static_cast<void>(parse_jvm_heap(std::string("\xCA\xFE\xC0\xC0\1\2\0\1", 8) + rest));
}

}  // namespace
}  // namespace tidemark
