#include "recorder/procfs/proc_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstring>
#include <limits>

#include "common/error.hpp"
#include "recorder/procfs/mounts.hpp"

namespace tidemark {
namespace {

// Some 1300 processes.
constexpr std::size_t kListingSize = 32768;

// Returns the number that a name is from its first to its last character, 0 where it is none.
pid_t to_pid(const char* name) {
  constexpr pid_t kMost = std::numeric_limits<pid_t>::max();
  pid_t number = 0;
  for (; *name != '\0'; ++name) {
    const int digit = *name - '0';
    if (digit < 0 || digit > 9 || number > (kMost - digit) / 10) return 0;
    number = number * 10 + digit;
  }
  return number;
}

// Appends the entries that are numbers, ascending. Returns whether the directory was read to its end; errno
// tells why not.
//
// most  the listing ends at the block of entries that has as many numbers
bool list_numbers(const Descriptor& directory, std::vector<pid_t>& numbers,
                  std::size_t most = std::numeric_limits<std::size_t>::max()) {
  alignas(dirent64) std::array<char, kListingSize> buffer;
  for (;;) {
    const long size = syscall(SYS_getdents64, directory.number(), buffer.data(), buffer.size());
    if (size < 0) return false;
    if (size == 0 || numbers.size() >= most) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      if (const pid_t number = to_pid(&entry->d_name[0]); number > 0) numbers.push_back(number);
      at += entry->d_reclen;
    }
  }
  if (!std::is_sorted(numbers.begin(), numbers.end())) std::sort(numbers.begin(), numbers.end());
  return true;
}

}  // namespace

ReadResult read_start(int descriptor, std::span<char> buffer) {
  ssize_t count = 0;
  do {
    count = pread(descriptor, buffer.data(), buffer.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count >= 0) return {std::string_view(buffer.data(), static_cast<std::size_t>(count)), std::nullopt};
  return {{}, errno == ESRCH ? ReadFailure::kGone : ReadFailure::kUnreadable};
}

ProcFiles::ProcFiles(std::string root)
    : root_(std::move(root)), directory_(open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!directory_.is_open()) throw FileError(root_, "list processes", std::strerror(errno));
  struct statfs file_system = {};
  is_procfs_ = fstatfs(directory_.number(), &file_system) == 0 && file_system.f_type == PROC_SUPER_MAGIC;
}

void ProcFiles::list_pids(std::vector<pid_t>& pids) const {
  pids.clear();
  const Descriptor directory = open_at(".");
  // A listing that is cut short would pass for the end of all processes behind the cut.
  if (!directory.is_open() || !list_numbers(directory, pids)) {
    throw FileError(root_, "list processes", std::strerror(errno));
  }
}

std::vector<pid_t> ProcFiles::list_threads(pid_t pid) const {
  std::vector<pid_t> threads;
  const Descriptor directory = open_file(std::to_string(pid) + "/task");
  if (directory.is_open()) static_cast<void>(list_numbers(directory, threads));
  return threads;
}

std::optional<std::vector<int>> ProcFiles::list_descriptors(pid_t pid, std::size_t most) const {
  std::vector<int> numbers;
  const Descriptor directory = open_file(std::to_string(pid) + "/fd");
  if (!directory.is_open() || !list_numbers(directory, numbers, most)) return std::nullopt;
  return numbers;
}

// The size of the directory is the number of its entries since Linux 6.2, and 0 before.
std::optional<std::int64_t> ProcFiles::count_descriptors(pid_t pid) const {
  constexpr std::size_t kMost = 16384;
  const std::string path = std::to_string(pid) + "/fd";
  struct stat directory = {};
  if (is_procfs_ && fstatat(directory_.number(), path.c_str(), &directory, 0) == 0 && directory.st_size > 0)
    return directory.st_size;
  const auto listed = list_descriptors(pid, kMost);
  if (!listed || listed->size() >= kMost) return std::nullopt;
  return static_cast<std::int64_t>(listed->size()) + (read_link(path + "/0") ? 1 : 0);
}

Descriptor ProcFiles::open_file(const std::string& path) const { return open_at(path.c_str()); }

Descriptor ProcFiles::open_at(const char* path) const {
  return Descriptor(openat(directory_.number(), path, O_RDONLY | O_CLOEXEC));
}

std::optional<std::string_view> ProcFiles::read_file_of(pid_t pid, std::string_view file,
                                                        std::span<char> buffer) const {
  std::array<char, 64> path{};
  char* const after_pid = std::to_chars(path.data(), path.data() + path.size(), pid).ptr;
  *after_pid = '/';
  file.copy(after_pid + 1, path.size() - 16);
  const Descriptor descriptor = open_at(path.data());
  if (!descriptor.is_open()) return std::nullopt;
  const ReadResult result = read_start(descriptor.number(), buffer);
  return result.failure ? std::nullopt : std::optional(result.text);
}

std::optional<std::string> ProcFiles::read_file(const std::string& path, std::size_t limit) const {
  const Descriptor descriptor = open_file(path);
  if (!descriptor.is_open()) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer{};
  while (text.size() < limit) {
    const ssize_t count =
        read(descriptor.number(), buffer.data(), std::min(buffer.size(), limit - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

std::optional<std::string> ProcFiles::read_link(const std::string& path) const {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t count = readlinkat(directory_.number(), path.c_str(), buffer.data(), buffer.size());
  if (count < 0) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(count));
}

// What the kernel has in mind of the file, which it may have from another machine, is enough.
std::optional<std::pair<dev_t, ino_t>> ProcFiles::file_identity(const std::string& path) const {
  struct statx status = {};
  if (statx(directory_.number(), path.c_str(), AT_STATX_DONT_SYNC, STATX_INO, &status) != 0)
    return std::nullopt;
  return std::pair(makedev(status.stx_dev_major, status.stx_dev_minor), static_cast<ino_t>(status.stx_ino));
}

// A place that lies on a file system that may not answer is not opened.
Descriptor ProcFiles::open_place(pid_t pid, const Descriptor& place) const {
  struct statx status = {};
  if (!place.is_open() ||
      statx(place.number(), "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &status) != 0 ||
      (status.stx_mask & STATX_MNT_ID) == 0)
    return {};
  const auto mounts = read_file(std::to_string(pid) + "/mountinfo", kMostMountBytes);
  if (!mounts || !is_local(mount_of_id(*mounts, status.stx_mnt_id))) return {};
  const std::string name = "/proc/self/fd/" + std::to_string(place.number());
  return Descriptor(open(name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

Descriptor ProcFiles::open_program(pid_t pid) const {
  const std::string name = std::to_string(pid) + "/exe";
  if (!is_procfs_) return open_file(name);
  return open_place(pid, Descriptor(openat(directory_.number(), name.c_str(), O_PATH | O_CLOEXEC)));
}

Descriptor ProcFiles::open_path_of(pid_t pid, const std::string& path) const {
  const Descriptor root = open_file(std::to_string(pid) + "/root");
  if (!root.is_open()) return {};
  struct open_how how = {};
  how.flags = O_PATH | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT;
  const Descriptor place(
      static_cast<int>(syscall(SYS_openat2, root.number(), path.c_str(), &how, sizeof how)));
  struct stat status = {};
  if (!place.is_open() || fstat(place.number(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return open_place(pid, place);
}

Descriptor ProcFiles::open_mapped(pid_t pid, std::uint64_t start, std::uint64_t end) const {
  std::array<char, 64> name{};
  static_cast<void>(std::snprintf(name.data(), name.size(), "%d/map_files/%lx-%lx", pid,
                                  static_cast<unsigned long>(start), static_cast<unsigned long>(end)));
  return open_place(pid, Descriptor(openat(directory_.number(), name.data(), O_PATH | O_CLOEXEC)));
}

bool is_own_procfs(const std::string& proc_root) {
  return ProcFiles(proc_root).read_link("self") == std::to_string(getpid());
}

}  // namespace tidemark
