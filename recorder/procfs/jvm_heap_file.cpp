#include "recorder/procfs/jvm_heap_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "recorder/procfs/jvm_heap.hpp"
#include "recorder/procfs/mounts.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kDirectoryPrefix = "hsperfdata_";
constexpr std::size_t kMostNames = 4096;
constexpr std::int64_t kMostFileBytes = 1 << 20;  // PerfDataMemorySize is 32 KiB, unless somebody sets it

// Returns what /proc/PID/status says behind a name such as "Uid:".
std::string_view value_of(std::string_view status, std::string_view name) {
  while (!status.empty()) {
    const std::string_view line = take_until(status, "\n");
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return {};
}

// Returns the n-th word of those that tabs separate, each with one before it.
std::string_view word_at(std::string_view words, std::size_t n) {
  for (std::size_t i = 0; i <= n; ++i) static_cast<void>(take_until(words, "\t"));
  return take_until(words, "\t");
}

// Opens `name` in a directory of a foreign tree: follows no link and crosses into no other mount. Not open where
// the kernel cannot promise that (before Linux 5.6).
Descriptor open_within(const Descriptor& directory, const std::string& name, int flags) {
  struct open_how how = {};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC | O_NOFOLLOW);
  how.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
  return Descriptor(
      static_cast<int>(syscall(SYS_openat2, directory.number(), name.c_str(), &how, sizeof how)));
}

// Both are on the file system that find_jvm_heap_file has looked at. A link would lead to the reader's own tree.
Descriptor open_tmp(const ProcFiles& files, pid_t pid) {
  const Descriptor root = files.open_file(std::to_string(pid) + "/root");
  if (!root.is_open()) return {};
  return Descriptor(openat(root.number(), "tmp", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Opens the file of counters where it and its directory are what they have to be.
Descriptor open_counters(const Descriptor& tmp, const JvmHeapFile& file) {
  const Descriptor directory = open_within(tmp, file.directory, O_PATH | O_DIRECTORY);
  struct stat status = {};
  if (!directory.is_open() || fstat(directory.number(), &status) != 0 || status.st_uid != file.owner)
    return {};
  // What is no regular file, a device say, may do something by being opened.
  const Descriptor place = open_within(directory, file.name, O_PATH);
  if (!place.is_open() || fstat(place.number(), &status) != 0) return {};
  const bool is_right = S_ISREG(status.st_mode) && status.st_uid == file.owner && status.st_size > 0 &&
                        status.st_size <= kMostFileBytes;
  if (!is_right) return {};
  const std::string path = "/proc/self/fd/" + std::to_string(place.number());
  return Descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace

std::optional<JvmHeapFile> find_jvm_heap_file(const ProcFiles& files, pid_t pid) {
  const std::string process = std::to_string(pid);
  const auto status = files.read_file(process + "/status");
  const auto mounts = files.read_file(process + "/mountinfo", kMostMountBytes);
  if (!status || !mounts || !is_local(mount_at(*mounts, "/tmp"))) return std::nullopt;
  // A virtual machine names and owns it as the effective user.
  const std::string_view user = word_at(value_of(*status, "Uid:"), 1);
  JvmHeapFile file{{}, process, 0};
  if (std::from_chars(user.data(), user.data() + user.size(), file.owner).ec != std::errc())
    return std::nullopt;
  const std::string_view pids = value_of(*status, "NSpid:");
  if (!pids.empty()) file.name = pids.substr(pids.rfind('\t') + 1);
  const Descriptor tmp = open_tmp(files, pid);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(tmp.is_open() ? fdopendir(dup(tmp.number())) : nullptr,
                                                    closedir);
  if (!listing) return std::nullopt;
  for (std::size_t i = 0; i < kMostNames; ++i) {
    const dirent* entry = readdir(listing.get());
    if (entry == nullptr) break;
    file.directory = &entry->d_name[0];
    if (file.directory.starts_with(kDirectoryPrefix) && open_counters(tmp, file).is_open()) return file;
  }
  return std::nullopt;
}

std::optional<JvmHeap> read_jvm_heap(const ProcFiles& files, pid_t pid, const JvmHeapFile& file) {
  const Descriptor tmp = open_tmp(files, pid);
  if (!tmp.is_open()) return std::nullopt;
  const Descriptor counters = open_counters(tmp, file);
  if (!counters.is_open()) return std::nullopt;
  struct stat status = {};
  if (fstat(counters.number(), &status) != 0) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(std::min<std::int64_t>(status.st_size, kMostFileBytes)), '\0');
  const ReadResult result = read_start(counters.number(), bytes);
  return result.failure ? std::nullopt : parse_jvm_heap(result.text);
}

}  // namespace tidemark
