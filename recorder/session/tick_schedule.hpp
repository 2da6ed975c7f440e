#pragma once

#include <chrono>
#include <cstdint>

namespace tidemark {

// When the next tick is due: always at start + k x interval, so that late ticks never shift the later ones.
// Knows no clock; all times are of the one that the caller reads.
class TickSchedule {
 public:
  using Time = std::chrono::nanoseconds;

  // start     when the first tick is due
  // interval  > 0
  TickSchedule(Time start, Time interval) : due_(start), interval_(interval) {}

  [[nodiscard]] Time due() const { return due_; }
  [[nodiscard]] Time interval() const { return interval_; }

  // From within a tick: lets the next one be this long after it, and later ones this far apart.
  void set_interval(Time interval) {
    due_ += interval - interval_;
    interval_ = interval;
  }

  // Begins a tick at `now`. Returns how many ticks were due between the last one and this and are left out;
  // the next one is due at the first multiple of the interval after `now`.
  std::int64_t begin_tick(Time now) {
    const std::int64_t missed = now > due_ ? (now - due_) / interval_ : 0;
    due_ += (missed + 1) * interval_;
    return missed;
  }

 private:
  Time due_;
  Time interval_;
};

}  // namespace tidemark
