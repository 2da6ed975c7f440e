#include "common/output_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/error.hpp"
#include "common/leavings.hpp"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

constexpr std::array kEndings{"", "-wal", "-shm", "-journal"};

[[noreturn]] void reject(const std::string& path, std::string_view cause) {
  throw FileError(path, "write the file", cause);
}

[[noreturn]] void reject(const std::string& path, int error) { reject(path, std::strerror(error)); }

// Blocks the signals by which a terminal or a service manager ends a process, while it lives.
class EndingHeld {
 public:
  EndingHeld() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~EndingHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndingHeld(const EndingHeld&) = delete;
  EndingHeld& operator=(const EndingHeld&) = delete;

 private:
  sigset_t before_{};
};

bool is_trusted(uid_t owner) { return owner == 0 || owner == geteuid(); }

// /dev/stdout leads by way of /proc/self/fd to any file, which this process must not replace; and only root
// puts something into these. File systems lie below /dev as well: /dev/shm.
bool is_of_the_kernel(const Descriptor& directory) {
  struct statfs system = {};
  if (fstatfs(directory.number(), &system) == 0 && system.f_type == PROC_SUPER_MAGIC) return true;
  struct stat status = {};
  struct stat devices = {};
  return fstat(directory.number(), &status) == 0 && stat("/dev", &devices) == 0 &&
         status.st_dev == devices.st_dev && status.st_ino == devices.st_ino;
}

// Returns where the link leads, seen from its directory.
std::string follow(const OutputPlace& place, const struct stat& link, const std::string& path) {
  struct stat directory = {};
  if (fstat(place.directory.number(), &directory) != 0) reject(path, errno);
  if (!is_trusted(link.st_uid) || !is_trusted(directory.st_uid) || (directory.st_mode & S_IWOTH) != 0)
    reject(path, "it is a symbolic link that others may have put there; name the file that it leads to");
  std::array<char, PATH_MAX> target{};
  const ssize_t length =
      readlinkat(place.directory.number(), place.name.c_str(), target.data(), target.size());
  if (length < 0) reject(path, errno);
  return {target.data(), static_cast<std::size_t>(length)};
}

// Opens the directory of `file`, which is seen from the directory of the link that led there, if one did. The
// kernel follows the links in between, by its own rules.
OutputPlace enter(const Descriptor& from, const fs::path& file, const std::string& path) {
  const std::string parent = file.has_parent_path() ? file.parent_path().string() : ".";
  OutputPlace place;
  place.directory = Descriptor(
      openat(from.is_open() ? from.number() : AT_FDCWD, parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!place.directory.is_open()) reject(path, errno);
  place.name = file.filename().string();
  if (place.name.empty()) reject(path, EISDIR);
  return place;
}

// Sets what a place is whose link, if it is one, is not followed any more.
void describe(OutputPlace& place, const struct stat& status, const fs::path& directory,
              const std::string& path) {
  place.exists = true;
  if (S_ISDIR(status.st_mode)) reject(path, EISDIR);
  if (S_ISREG(status.st_mode)) {
    place.path = (directory / place.name).string();
    return;
  }
  if (!is_trusted(status.st_uid)) reject(path, "it is no regular file, and belongs to somebody else");
  place.path = path;
  place.in_place = true;
}

void write_all(const Descriptor& file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = write(file.number(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) reject(path, errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

using TextWriter = std::function<void(const TextSink&)>;

void write_in_place(const OutputPlace& place, const TextWriter& write_text) {
  const int flags = O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC;
  const bool may_follow = is_of_the_kernel(place.directory);
  const Descriptor file(
      openat(place.directory.number(), place.name.c_str(), may_follow ? flags : flags | O_NOFOLLOW));
  if (!file.is_open()) reject(place.path, errno);
  write_text([&](std::string_view piece) { write_all(file, piece, place.path); });
}

}  // namespace

mode_t report_mode() { return geteuid() == 0 ? 0640 : 0666; }

OutputPlace find_output(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel follows
  fs::path file = path;
  fs::path directory;  // of `file`, for its name alone
  OutputPlace place;
  for (int links = 0; links <= kMostLinks; ++links) {
    std::error_code error;
    place = enter(std::exchange(place, {}).directory, file, path);
    directory = fs::canonical(fs::absolute(directory / file).parent_path(), error);
    if (error) reject(path, error.value());
    if (is_of_the_kernel(place.directory)) {
      place.path = path;
      place.in_place = place.exists = true;
      return place;
    }
    struct stat status = {};
    if (fstatat(place.directory.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) reject(path, errno);
      if (links > 0) reject(path, "it is a symbolic link to a file that is not there");
      place.path = (directory / place.name).string();
      return place;
    }
    if (!S_ISLNK(status.st_mode)) {
      describe(place, status, directory, path);
      return place;
    }
    file = follow(place, status, path);
  }
  reject(path, ELOOP);
}

OutputFile::OutputFile(OutputPlace place, mode_t mode) : place_(std::move(place)) {
  remove_leavings(place_.directory, place_.name);
  open_workshop();
  file_ = Descriptor(
      openat(workshop_.number(), place_.name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file_.is_open()) {
    const int error = errno;
    unlinkat(place_.directory.number(), workshop_name_.c_str(), AT_REMOVEDIR);
    reject(place_.path, error);
  }
  temporary_path_ = (fs::path(place_.path).parent_path() / workshop_name_ / place_.name).string();
}

// Another maker of the same file may take the directory for one that was left, before it is locked.
void OutputFile::open_workshop() {
  const int directory = place_.directory.number();
  for (int tries = 0; tries < 10; ++tries) {
    workshop_name_ = workshop_name(place_.name);
    if (mkdirat(directory, workshop_name_.c_str(), 0700) != 0) reject(place_.path, errno);
    workshop_ = Descriptor(
        openat(directory, workshop_name_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (workshop_.is_open() && lock_workshop(workshop_)) return;
    const int error = errno;
    unlinkat(directory, workshop_name_.c_str(), AT_REMOVEDIR);
    if (!workshop_.is_open() && error != ENOENT) reject(place_.path, error);
  }
  reject(place_.path, EBUSY);
}

OutputFile::~OutputFile() {
  for (const char* ending : kEndings) unlinkat(workshop_.number(), (place_.name + ending).c_str(), 0);
  unlinkat(place_.directory.number(), workshop_name_.c_str(), AT_REMOVEDIR);
}

void OutputFile::publish(Replacing replacing) {
  const char* name = place_.name.c_str();
  const int from = workshop_.number();
  const int to = place_.directory.number();
  if (renameat2(from, name, to, name, replacing == Replacing::kForbidden ? RENAME_NOREPLACE : 0) == 0) return;
  // Not every file system can rename so. A link never replaces anything, either.
  if (replacing == Replacing::kForbidden && errno == EINVAL && linkat(from, name, to, name, 0) == 0) return;
  reject(place_.path, errno);
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, [&](const TextSink& sink) { sink(text); });
}

void write_file(const std::string& path, const TextWriter& write) {
  OutputPlace place = find_output(path);
  if (place.in_place) {
    write_in_place(place, write);
    return;
  }
  const EndingHeld ending_held;
  OutputFile output(std::move(place), report_mode());
  write([&](std::string_view piece) { write_all(output.file(), piece, path); });
  if (fsync(output.file().number()) != 0) reject(path, errno);
  output.publish(Replacing::kAllowed);
}

}  // namespace tidemark
