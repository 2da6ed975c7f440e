#include "recorder/commands/recording_end.hpp"

#include <fmt/core.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "common/units.hpp"

namespace tidemark {

RecordingEnd::RecordingEnd(const EndSettings& settings, boost::asio::io_context& context, OnEnd on_end)
    : timer_(context), process_(context), on_end_(std::move(on_end)) {
  if (settings.duration) wait_for_time(*settings.duration);
  if (settings.process) wait_for_process(*settings.process);
}

void RecordingEnd::wait_for_time(std::chrono::nanoseconds duration) {
  timer_.expires_after(duration);
  timer_.async_wait([this, duration](const boost::system::error_code& error) {
    if (!error) on_end_(fmt::format("{} are over", format_duration(duration)));
  });
}

// A descriptor of a process becomes readable when it ends: pidfd_open(2).
void RecordingEnd::wait_for_process(pid_t process) {
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (descriptor < 0) {
    throw UserError(errno == ESRCH
                        ? fmt::format("until-exit: there is no process {}", process)
                        : fmt::format("until-exit: the kernel does not tell of the end of process {}: {}",
                                      process, std::strerror(errno)));
  }
  process_.assign(descriptor);
  process_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this, process](const boost::system::error_code& error) {
                        if (!error) on_end_(fmt::format("process {} has ended", process));
                      });
}

}  // namespace tidemark
