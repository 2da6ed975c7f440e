#include "recorder/session/cpu_budget.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

void add_ticks(CpuBudget& budget, int ticks, std::chrono::nanoseconds cpu) {
  for (int i = 0; i < ticks; ++i) budget.add_tick(cpu);
}

TEST(CpuBudget, LeavesTheIntervalWhereTicksAreCheap) {
  CpuBudget budget(100ms, 0.1);
  add_ticks(budget, 20, 9ms);
  EXPECT_EQ(budget.interval(), 100ms);
}

TEST(CpuBudget, TakesTheLeastMultipleThatKeepsTheShare) {
  CpuBudget budget(100ms, 0.1);
  add_ticks(budget, 6, 25ms);
  EXPECT_EQ(budget.interval(), 300ms);
}

TEST(CpuBudget, TheFirstTickAndSingleCostlyOnesChangeNothing) {
  CpuBudget budget(100ms, 0.1);
  budget.add_tick(5s);
  for (int i = 0; i < 10; ++i) {
    add_ticks(budget, 4, 5ms);
    budget.add_tick(1s);
    EXPECT_EQ(budget.interval(), 100ms);
  }
}

TEST(CpuBudget, ShrinksAgainButOnlyWithRoomToSpare) {
  CpuBudget budget(100ms, 0.1);
  add_ticks(budget, 6, 15ms);
  ASSERT_EQ(budget.interval(), 200ms);
  add_ticks(budget, 10, 9ms);  // within the share, but by little
  EXPECT_EQ(budget.interval(), 200ms);
  add_ticks(budget, 5, 7ms);
  EXPECT_EQ(budget.interval(), 100ms);
}

}  // namespace
}  // namespace tidemark
