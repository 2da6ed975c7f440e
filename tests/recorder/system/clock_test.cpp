#include "recorder/system/clock.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, ReadsTheClocksOfThisMachine) {
  const Clock clock = system_clock();
  const auto before = clock.boottime();
  EXPECT_GT(before, 0ns);
  EXPECT_GE(clock.boottime(), before);
  EXPECT_GT(clock.wall(), std::chrono::hours(24 * 365 * 50)) << "later than 2019";
  EXPECT_GE(clock.suspended(), 0ns);
  EXPECT_LT(clock.suspended(), before);
}

TEST(ProcessCpuTime, GrowsByWhatThisProcessUses) {
  const auto before = process_cpu_time();
  EXPECT_GT(before, 0ns);
  volatile int work = 0;
  while (process_cpu_time() < before + 1ms) work = work + 1;
  EXPECT_GT(work, 0);
}

}  // namespace
}  // namespace tidemark
