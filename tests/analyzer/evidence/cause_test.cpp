#include "analyzer/evidence/cause.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace tidemark {
namespace {

constexpr double kKib = 1024.0;
constexpr double kMib = 1024.0 * kKib;
constexpr double kGib = 1024.0 * kMib;
constexpr std::size_t kSamples = 200;

using Shape = std::function<double(std::size_t sample)>;

Series series_of(Metric metric, const Shape& bytes) {
  Timeline timeline;
  std::vector<double> values;
  for (std::size_t i = 0; i < kSamples; ++i) {
    timeline.seconds.push_back(static_cast<double>(i));
    values.push_back(bytes(i));
  }
  return {metric, std::make_shared<const Timeline>(std::move(timeline)), std::move(values)};
}

Shape still(double bytes) {
  return [bytes](std::size_t) { return bytes; };
}
Shape rising(double from, double each) {
  return [=](std::size_t i) { return from + each * static_cast<double>(i); };
}
// A step of `size` every tenth sample, up to sample `end`.
Shape stairs(double from, double size, std::size_t end = kSamples) {
  return [=](std::size_t i) { return from + size * static_cast<double>(std::min(i, end) / 10); };
}

struct Memory {
  Shape vm_size, rss, anon, data;
};

std::optional<CauseHint> cause_of(const Memory& memory, Metric driving, const ProcessTraits& traits = {}) {
  const std::vector<Series> series{series_of(Metric::kVmSize, memory.vm_size),
                                   series_of(Metric::kRss, memory.rss), series_of(Metric::kAnon, memory.anon),
                                   series_of(Metric::kData, memory.data)};
  const std::vector<const Series*> all{series.data(), &series[1], &series[2], &series[3]};
  return find_cause(all, driving, 0.0, static_cast<double>(kSamples - 1), traits);
}

TEST(FindCause, AllRisingIsHeap) {
  const Shape heap = rising(100 * kMib, kMib);
  const auto hint = cause_of({heap, heap, heap, heap}, Metric::kVmSize);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kHeap);
  EXPECT_FALSE(hint->can_be_bounded);
}

TEST(FindCause, UntouchedStepsOfAStackAreThreads) {
  const Shape stacks = stairs(100 * kMib, 8196 * kKib);
  const Shape resident = rising(10 * kMib, 2 * kKib);
  const auto hint = cause_of({stacks, resident, resident, stacks}, Metric::kVmSize);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kThreadStacks);
  EXPECT_FALSE(hint->can_be_bounded);
}

TEST(FindCause, UntouchedDataInOtherStepsIsAllocatedAndNotUsed) {
  const Shape reserved = rising(100 * kMib, kMib);
  const auto hint = cause_of({reserved, still(10 * kMib), still(10 * kMib), reserved}, Metric::kData);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kUntouched);
}

TEST(FindCause, ArenasWithinTheirBoundThatHaveStoppedAreBounded) {
  const Memory memory{stairs(100 * kMib, 65536 * kKib, 100), still(10 * kMib), still(8 * kMib),
                      still(20 * kMib)};
  ProcessTraits traits;
  traits.cores = 2;
  const auto hint = cause_of(memory, Metric::kVmSize, traits);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kArenas);
  EXPECT_TRUE(hint->can_be_bounded);
}

TEST(FindCause, ArenasThatGoOnOrAreTooManyAreNot) {
  ProcessTraits traits;
  traits.cores = 16;
  const Memory goes_on{stairs(100 * kMib, 65536 * kKib), still(10 * kMib), still(8 * kMib), still(20 * kMib)};
  EXPECT_FALSE(cause_of(goes_on, Metric::kVmSize, traits)->can_be_bounded);
  traits.cores = 1;
  const Memory too_many{stairs(100 * kMib, 65536 * kKib, 100), still(10 * kMib), still(8 * kMib),
                        still(20 * kMib)};
  EXPECT_FALSE(cause_of(too_many, Metric::kVmSize, traits)->can_be_bounded);
}

TEST(FindCause, ArenasOfUnknownCoresAreAddressSpace) {
  const Memory memory{stairs(100 * kMib, 65536 * kKib, 100), still(10 * kMib), still(8 * kMib),
                      still(20 * kMib)};
  const auto hint = cause_of(memory, Metric::kVmSize);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kAddressSpace);
  EXPECT_FALSE(hint->can_be_bounded);
}

TEST(FindCause, ResidentPagesOfFilesAreBounded) {
  const auto hint =
      cause_of({still(kGib), rising(50 * kMib, kMib), still(20 * kMib), still(30 * kMib)}, Metric::kRss);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kFileMappings);
  EXPECT_TRUE(hint->can_be_bounded);
}

TEST(FindCause, ReservedMemoryBeingUsedIsBounded) {
  const Memory memory{still(kGib), rising(50 * kMib, kMib), rising(20 * kMib, kMib), still(kGib)};
  EXPECT_EQ(cause_of(memory, Metric::kAnon)->cause, Cause::kReservedTouched);
  EXPECT_TRUE(cause_of(memory, Metric::kRss)->can_be_bounded);
  ProcessTraits forked;
  forked.forked = true;
  EXPECT_EQ(cause_of(memory, Metric::kAnon, forked)->cause, Cause::kInheritedTouched);
}

TEST(FindCause, FilesThatAreMappedAnewHaveNoBound) {
  const Memory mapped{rising(kGib, kMib), rising(50 * kMib, kMib), still(20 * kMib), still(30 * kMib)};
  const auto hint = cause_of(mapped, Metric::kVmSize);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->cause, Cause::kFileMappings);
  EXPECT_FALSE(hint->can_be_bounded);
  EXPECT_FALSE(cause_of(mapped, Metric::kRss)->can_be_bounded);
}

TEST(FindCause, WhatDataDoesNotTellOfWasThereBefore) {
  const Memory some_data{rising(2 * kGib, 0.2 * kMib), rising(50 * kMib, kMib), rising(20 * kMib, kMib),
                         rising(kGib, 0.2 * kMib)};
  ProcessTraits forked;
  forked.forked = true;
  EXPECT_EQ(cause_of(some_data, Metric::kAnon, forked)->cause, Cause::kInheritedTouched);
  EXPECT_EQ(cause_of(some_data, Metric::kRss)->cause, Cause::kReservedTouched);
  const Memory some_anon{still(kGib), rising(50 * kMib, kMib), rising(20 * kMib, 0.2 * kMib),
                         rising(30 * kMib, 0.2 * kMib)};
  EXPECT_EQ(cause_of(some_anon, Metric::kRss)->cause, Cause::kFileMappings);
  EXPECT_EQ(cause_of(some_anon, Metric::kAnon)->cause, Cause::kHeap);
}

TEST(FindCause, ASanitizersQuarantineIsBoundedUntilItIsFull) {
  const Shape shadow = still(20480 * kGib);
  const auto grown_by = [&](double mib) {
    const Shape heap = rising(10 * kMib, mib * kMib / static_cast<double>(kSamples - 1));
    return cause_of({shadow, heap, heap, shadow}, Metric::kRss);
  };
  ASSERT_TRUE(grown_by(250));
  EXPECT_EQ(grown_by(250)->cause, Cause::kQuarantine);
  EXPECT_TRUE(grown_by(250)->can_be_bounded);
  EXPECT_NE(grown_by(260)->cause, Cause::kQuarantine);
}

TEST(FindCause, AddressSpaceBeyondTheMachineIsNotJudged) {
  ProcessTraits traits;
  traits.machine_bytes = 64 * kGib;
  const Memory memory{rising(16384 * kGib, kMib), rising(kGib, kMib), rising(kGib, kMib), rising(kGib, kMib)};
  EXPECT_EQ(cause_of(memory, Metric::kVmSize, traits)->cause, Cause::kBeyondMachine);
  EXPECT_TRUE(cause_of(memory, Metric::kVmSize, traits)->can_be_bounded);
  EXPECT_FALSE(cause_of(memory, Metric::kAnon, traits)->can_be_bounded);
}

TEST(FindCause, ACollectedHeapNeedsThreeCollectionsBelowItsBound) {
  ProcessTraits traits;
  traits.heap_bound_bytes = kGib;
  const Shape never_collected = rising(100 * kMib, kMib);
  const Memory filling{never_collected, never_collected, never_collected, never_collected};
  EXPECT_EQ(cause_of(filling, Metric::kAnon, traits)->cause, Cause::kCollectedHeap);
  EXPECT_TRUE(cause_of(filling, Metric::kVmSize, traits)->can_be_bounded);
  const Shape collected = [](std::size_t i) {
    return 100 * kMib + static_cast<double>(i) * kMib + static_cast<double>(i % 40) * 4 * kMib;
  };
  const Memory leaking{collected, collected, collected, collected};
  EXPECT_EQ(cause_of(leaking, Metric::kAnon, traits)->cause, Cause::kHeap);
  const Shape beyond = rising(2 * kGib, kMib);
  EXPECT_EQ(cause_of({beyond, beyond, beyond, beyond}, Metric::kAnon, traits)->cause, Cause::kHeap);
}

TEST(FindCause, CollectionsCountHoweverFarTheirFloorHasRisen) {
  ProcessTraits traits;
  traits.heap_bound_bytes = kGib;
  const auto teeth_of = [](double mib) {
    return [mib](std::size_t i) {
      return 100 * kMib + static_cast<double>(i) * 2 * kMib + static_cast<double>(i % 20) / 19 * mib * kMib;
    };
  };
  const auto cause_of_leak = [&](const Shape& shape) {
    return cause_of({shape, shape, shape, shape}, Metric::kAnon, traits)->cause;
  };
  EXPECT_EQ(cause_of_leak(teeth_of(40)), Cause::kHeap);
  // Falls of a fiftieth of the rise are none.
  EXPECT_EQ(cause_of_leak(teeth_of(8)), Cause::kCollectedHeap);
}

TEST(FindCause, OneMetricAloneTellsNothing) {
  const Series series = series_of(Metric::kVmSize, rising(100 * kMib, kMib));
  const std::vector<const Series*> alone{&series};
  EXPECT_FALSE(find_cause(alone, Metric::kVmSize, 0.0, 199.0, {}));
}

TEST(FindCause, WhatDoesNotGrowHasNoCause) {
  const Shape flat = still(kGib);
  EXPECT_FALSE(cause_of({flat, flat, flat, flat}, Metric::kVmSize));
}

}  // namespace
}  // namespace tidemark
