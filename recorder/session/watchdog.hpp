#pragma once

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>

#include "recorder/session/recording_loop.hpp"

namespace tidemark {

// When to tell a watchdog that a loop ticks. Knows no clock; all times are of the one that the caller
// reads.
class PingSchedule {
 public:
  using Time = std::chrono::nanoseconds;

  // allowed  > 0; the watchdog's own time
  explicit PingSchedule(Time allowed) : allowed_(allowed) {}

  // How long after each other to ask is_due(), beside after every tick.
  [[nodiscard]] Time step() const { return allowed_ / 4; }

  // Returns whether to tell the watchdog at `now`, where the next tick is due at `next_tick`. A loop whose
  // next tick is still to come ticks, however long its interval; one whose tick has been due for half of the
  // watchdog's time does not.
  bool is_due(Time now, Time next_tick) {
    if (now - next_tick > allowed_ / 2) return false;
    if (is_told_ && now - told_ < step()) return false;
    is_told_ = true;
    told_ = now;
    return true;
  }

 private:
  Time allowed_;
  Time told_{0};
  bool is_told_ = false;
};

// Tells a watchdog that a recording loop ticks, for as long as it does.
class Watchdog {
 public:
  // loop     outlives this
  // allowed  within which the watchdog wants to be told
  // tell     called from within the loop
  Watchdog(RecordingLoop& loop, std::chrono::nanoseconds allowed, std::function<void()> tell);

  // Tells it if that is due; called at the end of every tick.
  void look();

 private:
  void wait();

  RecordingLoop& loop_;
  boost::asio::steady_timer timer_;
  PingSchedule schedule_;
  std::function<void()> tell_;
};

}  // namespace tidemark
