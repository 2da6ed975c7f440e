#include "schema/writer_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/error.hpp"
#include "common/output_file.hpp"

namespace tidemark {
namespace {

// SQLite locks bytes from 2^30 to 2^30 + 511; no file system holds a file of this size.
constexpr off_t kLockByte = off_t{1} << 62U;

constexpr int kFlags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

bool is_regular(const Descriptor& file) {
  struct stat status = {};
  return fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode);
}

struct flock lock_request() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockByte;
  lock.l_len = 1;
  return lock;
}

}  // namespace

WriterLock::WriterLock(const std::string& path) {
  constexpr std::string_view kAction = "open the recording for writing";
  const OutputPlace place = find_output(path);
  if (place.in_place) throw FileError(path, kAction, "it is not a regular file");
  file_ = place.path;
  descriptor_ = Descriptor(
      openat(place.directory.number(), place.name.c_str(), kFlags | O_CREAT | O_NOFOLLOW, kRecordingMode));
  if (!descriptor_.is_open()) throw FileError(path, kAction, std::strerror(errno));
  if (!is_regular(descriptor_)) throw FileError(path, kAction, "it is not a regular file");
  struct flock lock = lock_request();
  if (fcntl(descriptor_.number(), F_OFD_SETLK, &lock) == 0) return;
  const bool held = errno == EAGAIN || errno == EACCES;
  throw FileError(path, "record",
                  held ? "another recorder is writing to it; choose another --output or stop that one"
                       : std::strerror(errno));
}

bool is_being_written(const std::string& path) {
  // Closing a second descriptor drops SQLite's locks of this process on the file: not to be called for a file
  // that it has open itself.
  const Descriptor file(open(path.c_str(), kFlags));
  if (!file.is_open() || !is_regular(file)) return false;
  struct flock lock = lock_request();
  return fcntl(file.number(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace tidemark
