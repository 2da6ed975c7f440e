#include "recorder/proc_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <memory>

#include "common/error.hpp"

namespace tidemark {
namespace {

struct DirectoryCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirectoryCloser>;

// Takes over `descriptor`. Appends the entries that are numbers, ascending. Returns whether the directory was
// read to its end; errno tells why not.
bool list_numbers(Descriptor descriptor, std::vector<pid_t>& numbers) {
  Directory directory(fdopendir(descriptor.number()));
  if (!directory) return false;
  static_cast<void>(descriptor.release());
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name(static_cast<const char*>(entry->d_name));
    pid_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size() && number > 0) numbers.push_back(number);
  }
  const bool is_whole = errno == 0;
  if (!std::is_sorted(numbers.begin(), numbers.end())) std::sort(numbers.begin(), numbers.end());
  return is_whole;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

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
  struct statfs file_system {};
  is_procfs_ = fstatfs(directory_.number(), &file_system) == 0 && file_system.f_type == PROC_SUPER_MAGIC;
}

void ProcFiles::list_pids(std::vector<pid_t>& pids) const {
  pids.clear();
  Descriptor descriptor = open_file(".");
  // A listing that is cut short would pass for the end of all processes behind the cut.
  if (!descriptor.is_open() || !list_numbers(std::move(descriptor), pids)) {
    throw FileError(root_, "list processes", std::strerror(errno));
  }
}

std::vector<pid_t> ProcFiles::list_threads(pid_t pid) const {
  std::vector<pid_t> threads;
  Descriptor descriptor = open_file(std::to_string(pid) + "/task");
  if (descriptor.is_open()) static_cast<void>(list_numbers(std::move(descriptor), threads));
  return threads;
}

Descriptor ProcFiles::open_file(const std::string& path) const {
  return Descriptor(openat(directory_.number(), path.c_str(), O_RDONLY | O_CLOEXEC));
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

std::optional<std::pair<dev_t, ino_t>> ProcFiles::file_identity(const std::string& path) const {
  struct stat status {};
  if (fstatat(directory_.number(), path.c_str(), &status, 0) != 0) return std::nullopt;
  return std::pair(status.st_dev, status.st_ino);
}

}  // namespace tidemark
