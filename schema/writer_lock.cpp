#include "schema/writer_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

// SQLite locks bytes from 2^30 to 2^30 + 511; no file system holds a file of this size.
constexpr off_t kLockByte = off_t{1} << 62U;

struct flock lock_request() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockByte;
  lock.l_len = 1;
  return lock;
}

}  // namespace

WriterLock::WriterLock(const std::string& path)
    : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (descriptor_ < 0) throw FileError(path, "open the recording for writing", std::strerror(errno));
  struct flock lock = lock_request();
  if (fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) return;
  const int error = errno;
  close(descriptor_);
  const bool held = error == EAGAIN || error == EACCES;
  throw FileError(path, "record",
                  held ? "another recorder is writing to it; choose another --output or stop that one"
                       : std::strerror(error));
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

bool is_being_written(const std::string& path) {
  // Closing a second descriptor drops SQLite's locks of this process on the file: not to be called for a file
  // that it has open itself.
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock = lock_request();
  const bool is_known = fcntl(descriptor, F_OFD_GETLK, &lock) == 0;
  close(descriptor);
  return is_known && lock.l_type != F_UNLCK;
}

}  // namespace tidemark
