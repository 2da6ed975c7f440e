#include "recorder/session/tick_schedule.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

TEST(TickSchedule, TheFirstTickIsDueAtTheStart) { EXPECT_EQ(TickSchedule(10s, 1s).due(), 10s); }

TEST(TickSchedule, ATickThatIsALittleLateDoesNotShiftTheNext) {
  TickSchedule schedule(10s, 1s);
  EXPECT_EQ(schedule.begin_tick(10s + 300ms), 0);
  EXPECT_EQ(schedule.due(), 11s);
}

TEST(TickSchedule, TicksThatWereDueAreLeftOutAndCounted) {
  TickSchedule schedule(10s, 1s);
  EXPECT_EQ(schedule.begin_tick(13s + 500ms), 3);
  EXPECT_EQ(schedule.due(), 14s);
}

TEST(TickSchedule, ATickOneIntervalLateHasMissedOne) {
  TickSchedule schedule(10s, 1s);
  EXPECT_EQ(schedule.begin_tick(11s), 1);
  EXPECT_EQ(schedule.due(), 12s);
}

TEST(TickSchedule, ATickBeforeItsTimeMissesNothing) {
  TickSchedule schedule(10s, 1s);
  EXPECT_EQ(schedule.begin_tick(10s - 1ns), 0);
  EXPECT_EQ(schedule.due(), 11s);
}

TEST(TickSchedule, AnIntervalSetInATickCountsFromThatTick) {
  TickSchedule schedule(10s, 1s);
  schedule.begin_tick(10s);
  schedule.set_interval(3s);
  EXPECT_EQ(schedule.due(), 13s);
  EXPECT_EQ(schedule.begin_tick(13s), 0);
  EXPECT_EQ(schedule.due(), 16s);
}

RC_GTEST_PROP(TickSchedule, TakenAndMissedTicksTogetherAreAllThatWereDue, ()) {
  const TickSchedule::Time interval(*rc::gen::inRange<std::int64_t>(1, 1'000'000));
  TickSchedule schedule(0ns, interval);
  std::int64_t counted = 0;
  for (const std::int64_t late :
       *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 5'000'000))) {
    const TickSchedule::Time now = schedule.due() + TickSchedule::Time(late);
    counted += 1 + schedule.begin_tick(now);
    RC_ASSERT(schedule.due() == counted * interval);
    RC_ASSERT(schedule.due() > now);
    RC_ASSERT(schedule.due() - now <= interval);
  }
}

}  // namespace
}  // namespace tidemark
