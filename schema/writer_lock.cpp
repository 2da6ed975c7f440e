#include "schema/writer_lock.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr mode_t kOwnerOnly = 0600;
// A link would lead to a file that others may open.
constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

struct flock lock_request() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool belongs_to_us(const Descriptor& file) {
  struct stat status = {};
  return fstat(file.number(), &status) == 0 && (status.st_uid == geteuid() || status.st_uid == 0);
}

}  // namespace

WriterLock::WriterLock(const std::string& path) {
  constexpr std::string_view kAction = "open the recording for writing";
  OutputPlace place = find_output(path);
  if (place.in_place) throw FileError(path, kAction, "it is not a regular file");
  directory_ = std::move(place.directory);
  name_ = place.name + kLockEnding;
  do {
    file_ = Descriptor(openat(directory_.number(), name_.c_str(), kFlags | O_CREAT, kOwnerOnly));
    if (!file_.is_open())
      throw FileError(path, kAction, fmt::format("{}{}: {}", place.path, kLockEnding, std::strerror(errno)));
    struct flock lock = lock_request();
    if (fcntl(file_.number(), F_OFD_SETLK, &lock) == 0) continue;
    const int error = errno;
    const bool is_ours = belongs_to_us(file_);
    file_ = Descriptor();
    const bool is_held = error == EAGAIN || error == EACCES;
    throw FileError(path, "record",
                    !is_held ? std::strerror(error)
                    : is_ours
                        ? "another recorder is writing to it; choose another --output or stop that one"
                        : "another user holds its .lock; choose a directory that nobody else may write to");
  } while (!is_named());
}

WriterLock::~WriterLock() {
  if (file_.is_open() && is_named()) unlinkat(directory_.number(), name_.c_str(), 0);
}

// Whether the name is still that of the open file: who held the lock may have removed it meanwhile.
bool WriterLock::is_named() const {
  struct stat opened = {};
  struct stat named = {};
  return fstat(file_.number(), &opened) == 0 &&
         fstatat(directory_.number(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void remove_left_lock(const std::string& path) {
  try {
    const WriterLock taken_over(path);
  } catch (const FileError&) {
    // It is nobody's to remove.
  }
}

bool is_being_written(const std::string& path) {
  const Descriptor file(open((path + kLockEnding).c_str(), kFlags));
  if (!file.is_open()) return errno != ENOENT;
  struct flock lock = lock_request();
  return fcntl(file.number(), F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

}  // namespace tidemark
