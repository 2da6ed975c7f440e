#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace tidemark::testing {

// The service manager's end of sd_notify(3).
class NotifySocket {
 public:
  // name  as NOTIFY_SOCKET has it: a path, or an abstract name after '@'
  explicit NotifySocket(std::string name)
      : name_(std::move(name)), descriptor_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name_.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    if (name_.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    if (bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0)
      throw std::runtime_error("cannot bind " + name_);
  }
  ~NotifySocket() { close(descriptor_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  // Returns the next message, nullopt where none comes within `patience`.
  [[nodiscard]] std::optional<std::string> take(timeval patience = {.tv_sec = 20, .tv_usec = 0}) const {
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (size < 0) return std::nullopt;
    return std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  // Returns the next message that begins with `start`, "" where none comes.
  [[nodiscard]] std::string take_until(const std::string& start) const {
    while (const auto message = take()) {
      if (message->starts_with(start)) return *message;
    }
    return {};
  }

 private:
  std::string name_;
  int descriptor_;
};

}  // namespace tidemark::testing
