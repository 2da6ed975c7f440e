#include "recorder/system/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr const char* kListen = "listen for marks";

sockaddr_un address_of(const std::string& path, const std::string& action) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw FileError(path, action, "a socket's path has at most 107 bytes");
  }
  path.copy(static_cast<char*>(address.sun_path), path.size());
  return address;
}

template <typename Call>
int with_address(const sockaddr_un& address, int descriptor, Call call) {
  return call(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Descriptor new_socket(const std::string& path, const std::string& action, int type) {
  Descriptor made(socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  if (!made.is_open()) throw FileError(path, action, std::strerror(errno));
  return made;
}

void bind_to(const Descriptor& made, const std::string& path) {
  const sockaddr_un address = address_of(path, kListen);
  if (with_address(address, made.number(), bind) == 0) return;
  if (errno != EADDRINUSE) throw FileError(path, kListen, std::strerror(errno));
  struct stat status = {};
  if (lstat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode))
    throw FileError(path, kListen, "there is a file that is no socket");
  if (!is_abandoned_socket(path)) throw FileError(path, kListen, "another recorder listens there");
  unlink(path.c_str());
  if (with_address(address, made.number(), bind) != 0) throw FileError(path, kListen, std::strerror(errno));
}

}  // namespace

// A datagram socket is refused by a stream that somebody has, and leaves no trace there.
bool is_abandoned_socket(const std::string& path) {
  const Descriptor probe(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return with_address(address_of(path, kListen), probe.number(), connect) != 0 && errno == ECONNREFUSED;
}

BoundSocket::BoundSocket(std::string path, int type, mode_t mode)
    : path_(std::move(path)), descriptor_(new_socket(path_, kListen, type | SOCK_NONBLOCK)) {
  constexpr int kBacklog = 64;
  // The file begins with the socket's own mode, less the umask, so that it never has a wider one.
  fchmod(descriptor_.number(), mode);
  bind_to(descriptor_, path_);
  const int on = 1;
  struct stat status = {};
  if (chmod(path_.c_str(), mode) != 0 || lstat(path_.c_str(), &status) != 0 ||
      setsockopt(descriptor_.number(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
      (type == SOCK_STREAM && listen(descriptor_.number(), kBacklog) != 0)) {
    const int error = errno;
    unlink(path_.c_str());
    throw FileError(path_, kListen, std::strerror(error));
  }
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

// By now the path may be another's.
BoundSocket::~BoundSocket() {
  struct stat status = {};
  if (lstat(path_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) unlink(path_.c_str());
}

Descriptor BoundSocket::accept() const {
  return Descriptor(accept4(descriptor_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

Descriptor connect_unix(const std::string& path, int seconds, const std::string& action) {
  Descriptor made = new_socket(path, action, SOCK_STREAM);
  const timeval patience{.tv_sec = seconds, .tv_usec = 0};
  setsockopt(made.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(made.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (with_address(address_of(path, action), made.number(), connect) == 0) return made;
  const bool is_nobody = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
  if (!is_nobody) throw FileError(path, action, std::strerror(errno));
  return {};
}

}  // namespace tidemark
