#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "common/settings.hpp"
#include "recorder/system/log.hpp"

namespace tidemark {

// Tells the service manager, such as systemd, how this service is doing, by the protocol of sd_notify(3):
// datagrams to the socket that the environment's NOTIFY_SOCKET names. Without one it tells nobody.
//
// status  a line for people, as `systemctl status` shows it
class ServiceManager {
 public:
  // Logs once where the socket cannot be used; the service then runs on without.
  ServiceManager(const Environment& environment, Log log);

  // It does what it is there for; also after reloading().
  void ready(std::string_view status);
  // It reads its configuration again, from `now` on, by CLOCK_MONOTONIC.
  void reloading(std::chrono::nanoseconds now);
  void stopping();
  // Keeps the manager's watchdog content.
  void alive(std::string_view status);

 private:
  void send(std::string_view message);

  Log log_;
  std::string path_;
  Descriptor socket_;
  bool fails_ = false;
};

// Returns within which time of each other the manager wants calls of ServiceManager::alive(): WATCHDOG_USEC,
// where WATCHDOG_PID does not name another process. nullopt where it wants none.
[[nodiscard]] std::optional<std::chrono::nanoseconds> watchdog_time(const Environment& environment,
                                                                    pid_t own_pid);

}  // namespace tidemark
