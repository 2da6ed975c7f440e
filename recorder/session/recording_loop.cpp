#include "recorder/session/recording_loop.hpp"

#include <utility>

namespace tidemark {
namespace {

using SteadyClock = boost::asio::steady_timer::clock_type;

constexpr std::chrono::milliseconds kBetweenTicks{20};

TickSchedule::Time now() { return SteadyClock::now().time_since_epoch(); }

}  // namespace

RecordingLoop::RecordingLoop(std::chrono::nanoseconds interval, const SignalQueue& signals, OnTick on_tick,
                             OnSignal on_signal)
    : context_(1),
      timer_(context_),
      between_timer_(context_),
      signal_stream_(context_, signals.descriptor()),
      signals_(signals),
      schedule_(now(), interval),
      on_tick_(std::move(on_tick)),
      on_signal_(std::move(on_signal)) {}

// The descriptor belongs to the signal queue.
RecordingLoop::~RecordingLoop() { signal_stream_.release(); }

void RecordingLoop::run() {
  wait_for_signal();
  wait_for_tick();
  context_.run();
}

std::int64_t RecordingLoop::begin_tick() { return schedule_.begin_tick(now()); }

// A tick that is about to be called may come first; it then takes the place of this one.
void RecordingLoop::restart(std::chrono::nanoseconds interval) {
  schedule_ = TickSchedule(now(), interval);
  wait_for_tick();
}

void RecordingLoop::wait_for_tick() {
  timer_.expires_at(
      SteadyClock::time_point(std::chrono::duration_cast<SteadyClock::duration>(schedule_.due())));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    on_tick_(begin_tick());
    wait_for_tick();
    go_on_between_ticks();
  });
}

// To set the timer anew takes the place of an earlier wait.
void RecordingLoop::go_on_between_ticks() {
  if (!between_ticks_ || !between_ticks_()) return;
  between_timer_.expires_after(kBetweenTicks);
  between_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) go_on_between_ticks();
  });
}

void RecordingLoop::wait_for_signal() {
  signal_stream_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                            [this](const boost::system::error_code& error) {
                              if (error) return;
                              while (const auto signal = signals_.take()) on_signal_(*signal);
                              wait_for_signal();
                            });
}

}  // namespace tidemark
