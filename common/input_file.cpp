#include "common/input_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

// Opened so, nothing is waited for, and a terminal does not come to rule this process.
constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

[[noreturn]] void reject(const std::string& path, std::string_view action, int error) {
  throw FileError(path, action,
                  error == EWOULDBLOCK ? "another program holds a lease on it" : std::strerror(error));
}

struct OpenedFile {
  Descriptor descriptor;
  unsigned mode;
};

OpenedFile open_any(const std::string& path, std::string_view action) {
  OpenedFile file{Descriptor(open(path.c_str(), kFlags)), 0};
  struct stat status = {};
  if (!file.descriptor.is_open() || fstat(file.descriptor.number(), &status) != 0)
    reject(path, action, errno);
  file.mode = status.st_mode;
  return file;
}

Descriptor open_text(const std::string& path, std::string_view action) {
  OpenedFile file = open_any(path, action);
  if (S_ISDIR(file.mode) || S_ISBLK(file.mode)) throw FileError(path, action, why_not_regular(file.mode));
  return std::move(file.descriptor);
}

// A pipe without a name has had somebody who writes to it. A FIFO may never have one.
int patience_of(const Descriptor& file) {
  constexpr int kForever = -1;
  constexpr int kFifoMs = 2000;
  struct stat status = {};
  struct statfs system = {};
  const bool is_fifo = fstat(file.number(), &status) == 0 && S_ISFIFO(status.st_mode) &&
                       fstatfs(file.number(), &system) == 0 && system.f_type != PIPEFS_MAGIC;
  return is_fifo ? kFifoMs : kForever;
}

}  // namespace

const char* why_not_regular(unsigned mode) {
  if (S_ISREG(mode)) return nullptr;
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a FIFO, not a regular file";
  if (S_ISSOCK(mode)) return "it is a socket, not a regular file";
  return S_ISLNK(mode) ? "it is a symbolic link" : "it is a device, not a regular file";
}

Descriptor open_regular_file(const std::string& path, std::string_view action) {
  OpenedFile file = open_any(path, action);
  if (const char* cause = why_not_regular(file.mode)) throw FileError(path, action, cause);
  return std::move(file.descriptor);
}

InputText::InputText(const std::string& path, std::string_view action, Bytes most)
    : InputText(open_text(path, action), path, action, most) {}

InputText::InputText(Descriptor file, std::string path, std::string_view action, Bytes most)
    : std::istream(nullptr), buffer_(std::move(file), std::move(path), action, most) {
  rdbuf(&buffer_);
  // An exception of the buffer gets through as it is.
  exceptions(std::ios::badbit);
}

InputText::Buffer::Buffer(Descriptor file, std::string path, std::string_view action, Bytes most)
    : file_(std::move(file)),
      path_(std::move(path)),
      action_(action),
      most_(most),
      left_(most),
      patience_ms_(patience_of(file_)) {}

void InputText::Buffer::wait() const {
  pollfd request{file_.number(), POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&request, 1, left_ == most_ ? patience_ms_ : -1);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) throw FileError(path_, action_, "it is a FIFO that nobody writes to");
}

InputText::Buffer::int_type InputText::Buffer::underflow() {
  wait();
  // One byte more than there may be shows that there is more.
  const auto most = static_cast<std::size_t>(std::min<Bytes>(left_ + 1, std::ssize(bytes_)));
  ssize_t count = 0;
  do {
    count = ::read(file_.number(), bytes_.data(), most);
  } while (count < 0 && errno == EINTR);
  if (count < 0) reject(path_, action_, errno);
  left_ -= count;
  if (left_ < 0) {
    throw FileError(path_, action_,
                    fmt::format("it is longer than {}", format_size(static_cast<double>(most_))));
  }
  setg(bytes_.data(), bytes_.data(), bytes_.data() + count);
  return count == 0 ? traits_type::eof() : traits_type::to_int_type(bytes_.front());
}

}  // namespace tidemark
