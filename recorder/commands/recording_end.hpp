#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tidemark {

// What ends a recording by itself.
struct EndSettings {
  std::optional<std::chrono::nanoseconds> duration;
  std::optional<pid_t> process;  // the end of this one
};

// Waits for the first of them.
class RecordingEnd {
 public:
  using OnEnd = std::function<void(const std::string& why)>;

  // context  outlives this
  // Throws   UserError where there is no such process, or the kernel (before 5.3) cannot tell of its end
  RecordingEnd(const EndSettings& settings, boost::asio::io_context& context, OnEnd on_end);

 private:
  void wait_for_time(std::chrono::nanoseconds duration);
  void wait_for_process(pid_t process);

  boost::asio::steady_timer timer_;
  boost::asio::posix::stream_descriptor process_;
  OnEnd on_end_;
};

}  // namespace tidemark
