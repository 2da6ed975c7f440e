#include "recorder/session/recording_loop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <vector>

#include "recorder/session/watchdog.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

void no_tick(std::int64_t /*missed*/) {}
void no_signal(const SignalQueue::Signal& /*signal*/) {}

TEST(RecordingLoop, TicksAtOnceAndThenAtItsIntervalUntilItIsStopped) {
  const SignalQueue signals({SIGUSR1});
  std::vector<std::int64_t> missed;
  RecordingLoop* running = nullptr;
  RecordingLoop loop(
      100ms, signals,
      [&](std::int64_t count) {
        missed.push_back(count);
        if (missed.size() == 3) running->stop();
      },
      no_signal);
  running = &loop;
  loop.run();
  ASSERT_EQ(missed.size(), 3U);
  EXPECT_EQ(missed.front(), 0);
}

TEST(RecordingLoop, BetweenTicksItCallsBackForAsLongAsItIsTold) {
  const SignalQueue signals({SIGUSR1});
  int calls = 0;
  RecordingLoop loop(1h, signals, no_tick, no_signal);
  loop.between_ticks([&] {
    if (++calls < 3) return true;
    boost::asio::post(loop.context(), [&] { loop.stop(); });
    return false;
  });
  loop.run();
  EXPECT_EQ(calls, 3);
}

TEST(RecordingLoop, ASignalMayRestartItWhichTakesOneTickAtOnce) {
  const SignalQueue signals({SIGUSR1});
  int ticks = 0, told = 0;
  RecordingLoop* running = nullptr;
  boost::asio::steady_timer* ending = nullptr;
  RecordingLoop loop(
      1h, signals,
      [&](std::int64_t missed) {
        EXPECT_EQ(missed, 0);
        if (++ticks == 1) kill(getpid(), SIGUSR1);
        if (ticks == 2) ending->async_wait([&](const auto& /*error*/) { running->stop(); });
      },
      [&](const SignalQueue::Signal& signal) {
        ++told;
        EXPECT_EQ(signal.number, SIGUSR1);
        running->restart(1h);
      });
  running = &loop;
  boost::asio::steady_timer end(loop.context(), 20ms);
  ending = &end;
  loop.run();
  EXPECT_EQ(told, 1);
  EXPECT_EQ(ticks, 2);
}

TEST(Watchdog, WaitsBeforeItLooksAgain) {
  const SignalQueue signals({SIGUSR1});
  RecordingLoop loop(1h, signals, no_tick, no_signal);
  int told = 0;
  const Watchdog watchdog(loop, 1h, [&] { ++told; });
  EXPECT_EQ(loop.context().poll(), 0U) << "a quarter of an hour";
  EXPECT_EQ(told, 0);
}

TEST(Watchdog, TellsOfALoopThatTicks) {
  const SignalQueue signals({SIGUSR1});
  RecordingLoop loop(1h, signals, no_tick, no_signal);
  int told = 0;
  Watchdog watchdog(loop, 4ms, [&] {
    if (++told == 3) loop.stop();
  });
  loop.run();
  EXPECT_EQ(told, 3);
  watchdog.look();
  EXPECT_EQ(told, 3) << "it has just been told";
}

}  // namespace
}  // namespace tidemark
