#include "recorder/system/service_manager.hpp"

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/text.hpp"

namespace tidemark {
namespace {

// A manager that is busy must not hold up the ticks for longer.
constexpr timeval kPatience{.tv_sec = 1, .tv_usec = 0};

// In microseconds; what is longer watches over nothing.
constexpr std::int64_t kLongestWatchdog = std::int64_t{365} * 24 * 3600 * 1'000'000;

std::optional<std::string> find_variable(const Environment& environment, std::string_view name) {
  const auto found = std::find_if(environment.begin(), environment.end(),
                                  [&](const auto& variable) { return variable.first == name; });
  return found == environment.end() ? std::nullopt : std::optional(found->second);
}

template <typename Number>
std::optional<Number> find_number(const Environment& environment, std::string_view name) {
  const auto text = find_variable(environment, name);
  if (!text) return std::nullopt;
  Number number{};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

Descriptor new_socket() {
  Descriptor made(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (made.is_open()) setsockopt(made.number(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  return made;
}

// Returns 0, or an errno. A path that begins with '@' is the name of an abstract socket.
int send_datagram(const Descriptor& socket, const std::string& path, std::string_view message) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path || (path.front() != '/' && path.front() != '@')) return EINVAL;
  path.copy(static_cast<char*>(address.sun_path), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const ssize_t sent = sendto(socket.number(), message.data(), message.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), size);
  return sent < 0 ? errno : 0;
}

}  // namespace

ServiceManager::ServiceManager(const Environment& environment, Log log)
    : log_(std::move(log)), path_(find_variable(environment, "NOTIFY_SOCKET").value_or("")) {
  if (!path_.empty()) socket_ = new_socket();
}

void ServiceManager::ready(std::string_view status) {
  send(fmt::format("READY=1\nSTATUS={}", escape_name(status)));
}

void ServiceManager::reloading(std::chrono::nanoseconds now) {
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\nSTATUS=reading the configuration again",
                   std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}

void ServiceManager::stopping() { send("STOPPING=1\nSTATUS=closing the recording"); }

void ServiceManager::alive(std::string_view status) {
  send(fmt::format("WATCHDOG=1\nSTATUS={}", escape_name(status)));
}

void ServiceManager::send(std::string_view message) {
  if (path_.empty()) return;
  const int error = send_datagram(socket_, path_, message);
  if (error != 0 && !fails_) {
    log_("warning", fmt::format("NOTIFY_SOCKET {}: cannot tell the service manager: {}", escape_name(path_),
                                std::strerror(error)));
  }
  fails_ = error != 0;
}

std::optional<std::chrono::nanoseconds> watchdog_time(const Environment& environment, pid_t own_pid) {
  const auto pid = find_number<pid_t>(environment, "WATCHDOG_PID");
  if (find_variable(environment, "WATCHDOG_PID") && pid != own_pid) return std::nullopt;
  const auto time = find_number<std::int64_t>(environment, "WATCHDOG_USEC");
  if (!time || *time <= 0 || *time > kLongestWatchdog) return std::nullopt;
  return std::chrono::microseconds(*time);
}

}  // namespace tidemark
