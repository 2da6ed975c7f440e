#include "recorder/session/watchdog.hpp"

#include <utility>

namespace tidemark {

Watchdog::Watchdog(RecordingLoop& loop, std::chrono::nanoseconds allowed, std::function<void()> tell)
    : loop_(loop), timer_(loop.context()), schedule_(allowed), tell_(std::move(tell)) {
  wait();
}

void Watchdog::look() {
  const auto now = boost::asio::steady_timer::clock_type::now().time_since_epoch();
  if (schedule_.is_due(now, loop_.next_tick())) tell_();
}

void Watchdog::wait() {
  timer_.expires_after(std::chrono::duration_cast<boost::asio::steady_timer::duration>(schedule_.step()));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    look();
    wait();
  });
}

}  // namespace tidemark
