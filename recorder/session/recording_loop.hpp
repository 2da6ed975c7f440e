#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "recorder/session/tick_schedule.hpp"
#include "recorder/system/signals.hpp"

namespace tidemark {

// Calls back at every tick and for every signal until it is stopped, all in the calling thread.
class RecordingLoop {
 public:
  using OnTick = std::function<void(std::int64_t missed)>;
  using OnSignal = std::function<void(const SignalQueue::Signal&)>;

  // signals  outlives the loop
  RecordingLoop(std::chrono::nanoseconds interval, const SignalQueue& signals, OnTick on_tick,
                OnSignal on_signal);
  ~RecordingLoop();
  RecordingLoop(const RecordingLoop&) = delete;
  RecordingLoop& operator=(const RecordingLoop&) = delete;

  // Calls back after each tick, and a little later again for as long as it returns true. Before run().
  void between_ticks(std::function<bool()> callback) { between_ticks_ = std::move(callback); }
  // Takes the first tick at once. Returns after stop(). What a callback throws comes out here.
  void run();
  void stop() { context_.stop(); }
  // For what else is to call back in the same thread, until stop().
  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  // From within a tick: the next one is due this long after it.
  void set_interval(std::chrono::nanoseconds interval) { schedule_.set_interval(interval); }
  // Lets a tick be due at once and the later ones this far apart, and counts none as missed before it.
  void restart(std::chrono::nanoseconds interval);
  // For a tick that the caller takes by itself. Returns how many were due before it and are left out.
  [[nodiscard]] std::int64_t begin_tick();
  // When the next tick is due, by CLOCK_MONOTONIC.
  [[nodiscard]] TickSchedule::Time next_tick() const { return schedule_.due(); }

 private:
  void wait_for_tick();
  void wait_for_signal();
  void go_on_between_ticks();

  boost::asio::io_context context_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer between_timer_;
  boost::asio::posix::stream_descriptor signal_stream_;
  const SignalQueue& signals_;
  TickSchedule schedule_;
  OnTick on_tick_;
  OnSignal on_signal_;
  std::function<bool()> between_ticks_;
};

}  // namespace tidemark
