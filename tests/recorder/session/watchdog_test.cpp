#include "recorder/session/watchdog.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

TEST(PingSchedule, TellsOfALoopWhoseNextTickIsStillToComeHoweverLate) {
  PingSchedule schedule(8s);
  EXPECT_TRUE(schedule.is_due(100s, 24h));
  EXPECT_TRUE(schedule.is_due(102s, 24h));
  EXPECT_TRUE(schedule.is_due(104s, 24h));
}

TEST(PingSchedule, IsSilentWhereATickHasBeenDueForHalfOfTheTime) {
  PingSchedule schedule(8s);
  EXPECT_TRUE(schedule.is_due(104s, 100s));
  EXPECT_FALSE(schedule.is_due(104s + 1ns, 100s));
  EXPECT_FALSE(schedule.is_due(1000s, 100s));
}

TEST(PingSchedule, ALateTickIsToldOfAtOnceWhenItHasBeenTaken) {
  PingSchedule schedule(8s);
  EXPECT_TRUE(schedule.is_due(100s, 101s));
  EXPECT_FALSE(schedule.is_due(107s, 101s));
  EXPECT_TRUE(schedule.is_due(107s + 1ms, 108s));
}

TEST(PingSchedule, TellsNoMoreThanFourTimesInTheWatchdogsTime) {
  PingSchedule schedule(8s);
  int told = 0;
  for (auto now = 100s; now < 180s; now += 1s) told += schedule.is_due(now, now + 1s) ? 1 : 0;
  EXPECT_EQ(told, 40);
  EXPECT_EQ(schedule.step(), 2s);
}

}  // namespace
}  // namespace tidemark
