#include "recorder/procfs/process_tmp.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

#include "recorder/procfs/mounts.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

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

// Opens `name` in a directory of a foreign tree: follows no link and crosses into no other mount.
Descriptor open_within(const Descriptor& directory, const std::string& name, int flags) {
  struct open_how how = {};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC | O_NOFOLLOW);
  how.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
  return Descriptor(
      static_cast<int>(syscall(SYS_openat2, directory.number(), name.c_str(), &how, sizeof how)));
}

}  // namespace

std::optional<TmpUser> find_tmp_user(const ProcFiles& files, pid_t pid) {
  const std::string process = std::to_string(pid);
  const auto status = files.read_file(process + "/status");
  const auto mounts = files.read_file(process + "/mountinfo", kMostMountBytes);
  if (!status || !mounts || !is_local(mount_at(*mounts, "/tmp"))) return std::nullopt;
  const std::string_view user = word_at(value_of(*status, "Uid:"), 1);
  TmpUser found{0, process};
  if (std::from_chars(user.data(), user.data() + user.size(), found.user).ec != std::errc())
    return std::nullopt;
  const std::string_view pids = value_of(*status, "NSpid:");
  if (!pids.empty()) found.pid = pids.substr(pids.rfind('\t') + 1);
  return found;
}

// A link would lead to the reader's own tree.
Descriptor open_tmp(const ProcFiles& files, pid_t pid) {
  const Descriptor root = files.open_file(std::to_string(pid) + "/root");
  if (!root.is_open()) return {};
  return Descriptor(openat(root.number(), "tmp", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

Descriptor open_owned_directory(const Descriptor& tmp, const std::string& name, uid_t owner) {
  Descriptor directory = open_within(tmp, name, O_PATH | O_DIRECTORY);
  struct stat status = {};
  if (!directory.is_open() || fstat(directory.number(), &status) != 0 || status.st_uid != owner) return {};
  return directory;
}

Descriptor open_owned_file(const Descriptor& directory, const std::string& name, uid_t owner,
                           std::int64_t most_bytes) {
  // What is no regular file, a device say, may do something by being opened.
  const Descriptor place = open_within(directory, name, O_PATH);
  struct stat status = {};
  if (!place.is_open() || fstat(place.number(), &status) != 0) return {};
  const bool is_right =
      S_ISREG(status.st_mode) && status.st_uid == owner && status.st_size > 0 && status.st_size <= most_bytes;
  if (!is_right) return {};
  const std::string path = "/proc/self/fd/" + std::to_string(place.number());
  return Descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace tidemark
