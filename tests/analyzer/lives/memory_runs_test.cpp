#include "analyzer/lives/memory_runs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>
#include <vector>

namespace tidemark {
namespace {

MemoryKib kib(std::int64_t vm_size) {
  MemoryKib memory;
  memory.vm_size = Kib(vm_size);
  return memory;
}

// Observation by observation, as the runs tell them.
std::vector<std::int64_t> values_of(const MemoryRuns& memory) {
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < memory.size(); ++i) values.push_back(memory[i].vm_size.count());
  return values;
}

std::vector<std::size_t> firsts_of(const MemoryRuns& memory) {
  std::vector<std::size_t> firsts;
  for (const MemoryRuns::Run& run : memory.runs()) firsts.push_back(run.first);
  return firsts;
}

// 1 twice, 2 three times, 3 once.
MemoryRuns made_runs() {
  MemoryRuns memory;
  memory.append(kib(1), 2);
  memory.append(kib(2), 3);
  memory.push_back(kib(3));
  return memory;
}

TEST(MemoryRuns, NothingIsEmpty) {
  const MemoryRuns memory;
  EXPECT_TRUE(memory.empty());
  EXPECT_EQ(memory.size(), 0U);
  EXPECT_TRUE(memory.runs().empty());
}

TEST(MemoryRuns, EachObservationHasTheValueOfItsRun) {
  EXPECT_FALSE(made_runs().empty());
  EXPECT_EQ(values_of(made_runs()), (std::vector<std::int64_t>{1, 1, 2, 2, 2, 3}));
  EXPECT_EQ(firsts_of(made_runs()), (std::vector<std::size_t>{0, 2, 5}));
}

TEST(MemoryRuns, EqualNeighboursAreOneRun) {
  MemoryRuns memory = made_runs();
  memory.append(kib(3), 4);
  memory.push_back(kib(1));
  EXPECT_EQ(memory.size(), 11U);
  EXPECT_EQ(firsts_of(memory), (std::vector<std::size_t>{0, 2, 5, 10}));
}

TEST(MemoryRuns, ADifferenceInAnyValueBeginsARun) {
  MemoryKib memory = kib(1);
  MemoryRuns runs;
  runs.push_back(memory);
  memory.rss = Kib(1);
  runs.push_back(memory);
  memory.shared = Kib(1);
  runs.push_back(memory);
  memory.data = Kib(1);
  runs.push_back(memory);
  EXPECT_EQ(firsts_of(runs), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(MemoryRuns, WhatIsKeptInFrontMayEndWithinARun) {
  MemoryRuns within = made_runs(), between = made_runs();
  within.keep_front(3);
  EXPECT_EQ(values_of(within), (std::vector<std::int64_t>{1, 1, 2}));
  between.keep_front(2);
  EXPECT_EQ(firsts_of(between), std::vector<std::size_t>{0}) << "a run without observations is none";
  between.push_back(kib(9));
  EXPECT_EQ(values_of(between), (std::vector<std::int64_t>{1, 1, 9}));
}

TEST(MemoryRuns, WhatIsDroppedInFrontMayEndWithinARun) {
  MemoryRuns within = made_runs(), between = made_runs();
  within.drop_front(3);
  EXPECT_EQ(values_of(within), (std::vector<std::int64_t>{2, 2, 3}));
  EXPECT_EQ(firsts_of(within), (std::vector<std::size_t>{0, 2}));
  between.drop_front(2);
  EXPECT_EQ(values_of(between), (std::vector<std::int64_t>{2, 2, 2, 3}));
  EXPECT_EQ(firsts_of(between), (std::vector<std::size_t>{0, 3}));
}

TEST(MemoryRuns, AllOrNothingMayBeKept) {
  MemoryRuns kept = made_runs(), dropped = made_runs();
  kept.keep_front(6);
  dropped.drop_front(0);
  EXPECT_EQ(values_of(kept), values_of(made_runs()));
  EXPECT_EQ(values_of(dropped), values_of(made_runs()));
  kept.keep_front(0);
  dropped.drop_front(6);
  for (const MemoryRuns& memory : {kept, dropped}) {
    EXPECT_TRUE(memory.empty());
    EXPECT_TRUE(memory.runs().empty());
  }
}

RC_GTEST_PROP(MemoryRuns, TellAsAPlainListDoes, ()) {
  MemoryRuns memory;
  std::vector<std::int64_t> plain;
  for (const int value : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3))) {
    memory.push_back(kib(value));
    plain.push_back(value);
  }
  const std::size_t kept = *rc::gen::inRange<std::size_t>(0, plain.size() + 1);
  memory.keep_front(kept);
  plain.resize(kept);
  const std::size_t dropped = *rc::gen::inRange<std::size_t>(0, kept + 1);
  memory.drop_front(dropped);
  plain.erase(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(dropped));
  RC_ASSERT(values_of(memory) == plain);
  for (std::size_t i = 1; i < memory.runs().size(); ++i) {
    RC_ASSERT(memory.runs()[i].memory != memory.runs()[i - 1].memory);
  }
}

}  // namespace
}  // namespace tidemark
