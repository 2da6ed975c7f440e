#include "recorder/stacks/sample_budget.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

int take_all(SampleBudget& budget) {
  int taken = 0;
  for (; budget.has_one(); ++taken) budget.take_one();
  return taken;
}

// Any time may be the first: a host's clock has long been running.
constexpr nanoseconds kBegin = 1000s;

// Returns how many samples a second passes by after so many seconds, of which the unwinder used that share each.
int allowed_after(SampleBudget& budget, int seconds, double share) {
  std::chrono::duration<double> cpu{0};
  budget.keep(kBegin, 0ns);
  for (int i = 1; i <= seconds; ++i) {
    cpu += std::chrono::duration<double>(share);
    budget.keep(kBegin + i * 1s, std::chrono::duration_cast<nanoseconds>(cpu));
  }
  take_all(budget);
  budget.keep(kBegin + seconds * 1s + 999ms, std::chrono::duration_cast<nanoseconds>(cpu));
  return take_all(budget);
}

TEST(SampleBudget, BeginsWithThoseOfASecond) {
  SampleBudget budget(1);
  budget.keep(kBegin, 0ns);
  EXPECT_EQ(take_all(budget), 100);
}

TEST(SampleBudget, GrantsWhatTheTimeSinceTheLastLookBrings) {
  SampleBudget budget(1);
  budget.keep(kBegin, 0ns);
  take_all(budget);
  budget.keep(kBegin, 0ns);
  EXPECT_FALSE(budget.has_one());
  budget.keep(kBegin + 125ms, 0ns);
  EXPECT_EQ(take_all(budget), 12);
  budget.keep(kBegin + 250ms, 0ns);
  EXPECT_EQ(take_all(budget), 13) << "with the half that was left";
}

TEST(SampleBudget, IsNotSavedUpForMoreThanASecond) {
  SampleBudget budget(1);
  budget.keep(kBegin, 0ns);
  budget.keep(kBegin + 900s, 0ns);
  EXPECT_EQ(take_all(budget), 100);
}

TEST(SampleBudget, LooksAtTheCpuTimeOnceASecond) {
  SampleBudget budget(1);
  EXPECT_FALSE(budget.keep(kBegin, 0ns));
  EXPECT_FALSE(budget.keep(kBegin + 999ms, 0ns));
  EXPECT_TRUE(budget.keep(kBegin + 1s, 0ns));
  EXPECT_FALSE(budget.keep(kBegin + 1500ms, 0ns));
  EXPECT_TRUE(budget.keep(kBegin + 2s, 0ns));
}

TEST(SampleBudget, IsHalvedWhereTheUnwinderUsesMoreThanItsShare) {
  SampleBudget within(1);
  EXPECT_EQ(allowed_after(within, 1, 0.0199), 99);
  SampleBudget beyond(1);
  EXPECT_EQ(allowed_after(beyond, 1, 0.0201), 49);
  SampleBudget twice(1);
  EXPECT_EQ(allowed_after(twice, 2, 0.0201), 24);
}

TEST(SampleBudget, IsOfTheShareAskedForWhereThatIsLess) {
  SampleBudget less(0.01);
  EXPECT_EQ(allowed_after(less, 1, 0.015), 49);
  SampleBudget more(0.5);
  EXPECT_EQ(allowed_after(more, 1, 0.021), 49) << "which nobody may ask for";
}

TEST(SampleBudget, NeverFallsBelowAFew) {
  SampleBudget budget(1);
  EXPECT_EQ(allowed_after(budget, 30, 1.0), 4) << "of a millisecond less than a second";
}

TEST(SampleBudget, ComesBackByAQuarterEachSecond) {
  SampleBudget budget(1);
  EXPECT_EQ(allowed_after(budget, 2, 1.0), 24);
  const nanoseconds used = 2s;
  budget.keep(kBegin + 3s, used);
  take_all(budget);
  budget.keep(kBegin + 3s + 999ms, used);
  EXPECT_EQ(take_all(budget), 31);
  for (int i = 4; i < 20; ++i) budget.keep(kBegin + i * 1s, used);
  take_all(budget);
  budget.keep(kBegin + 19s + 999ms, used);
  EXPECT_EQ(take_all(budget), 99);
}

// A share is of the time since the last look, however long that was.
TEST(SampleBudget, AnIntervalOfSecondsCountsAsAWhole) {
  SampleBudget budget(1);
  budget.keep(kBegin, 0ns);
  EXPECT_TRUE(budget.keep(kBegin + 10s, 190ms));
  take_all(budget);
  budget.keep(kBegin + 10s + 500ms, 190ms);
  EXPECT_EQ(take_all(budget), 50);
}

}  // namespace
}  // namespace tidemark
