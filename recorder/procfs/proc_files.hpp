#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/descriptor.hpp"

namespace tidemark {

// What became of a read: text, or the process is gone, or it may not be read (hidepid, no descriptor left).
enum class ReadFailure { kGone, kUnreadable };

struct ReadResult {
  std::string_view text;  // into the caller's buffer
  std::optional<ReadFailure> failure;
};

// Reads at offset 0, at most buffer.size() bytes. For procfs and small files: one call.
[[nodiscard]] ReadResult read_start(int descriptor, std::span<char> buffer);

// A /proc directory: the system's, or a tree that a test laid out. All paths are relative to it.
class ProcFiles {
 public:
  // Throws FileError where `root` is not a readable directory.
  explicit ProcFiles(std::string root);

  [[nodiscard]] const std::string& root() const { return root_; }
  // Whether it is a procfs, whose kept descriptors stay true to their process; other trees must be read anew.
  [[nodiscard]] bool is_procfs() const { return is_procfs_; }

  // Fills `pids` with the directories whose name is a number, ascending. Throws FileError.
  void list_pids(std::vector<pid_t>& pids) const;
  // As list_pids for the threads of a process; empty where it is gone.
  [[nodiscard]] std::vector<pid_t> list_threads(pid_t pid) const;

  // Returns some of the open descriptors of a process but 0, the lowest `most` and a few more, ascending; nullopt where they may not be listed.
  [[nodiscard]] std::optional<std::vector<int>> list_descriptors(pid_t pid, std::size_t most) const;

  // Returns how many descriptors a process has open; nullopt where that cannot be told.
  //
  // Cost  O(1) since Linux 6.2, before that some us for each ten; more than 16384 are not counted there
  [[nodiscard]] std::optional<std::int64_t> count_descriptors(pid_t pid) const;

  // Returns what one read gives of a file of a process, at most buffer.size() bytes, into the buffer; nullopt
  // where it cannot be read. Allocates nothing.
  //
  // file  at most 40 characters, such as "stat"
  [[nodiscard]] std::optional<std::string_view> read_file_of(pid_t pid, std::string_view file,
                                                             std::span<char> buffer) const;
  // errno tells why a descriptor is not open.
  [[nodiscard]] Descriptor open_file(const std::string& path) const;
  // Opens the program file of a process for reading. Not open where it cannot be, and where it lies on a file system that
  // may not answer: see is_local.
  [[nodiscard]] Descriptor open_program(pid_t pid) const;
  // As open_program: a regular file by its path in the process's own file system, without following links; and the one
  // that is mapped at an address, even if it was deleted or replaced, for which the kernel asks for CAP_CHECKPOINT_RESTORE.
  [[nodiscard]] Descriptor open_path_of(pid_t pid, const std::string& path) const;
  [[nodiscard]] Descriptor open_mapped(pid_t pid, std::uint64_t start, std::uint64_t end) const;
  // Returns at most `limit` bytes of a file; nullopt where it cannot be read.
  [[nodiscard]] std::optional<std::string> read_file(const std::string& path,
                                                     std::size_t limit = 65536) const;
  // Returns where a symbolic link leads; nullopt where it cannot be read, and errno tells why.
  [[nodiscard]] std::optional<std::string> read_link(const std::string& path) const;
  // Returns device and inode of what a path leads to, following links; nullopt where that cannot be seen. Asks no other
  // machine or program for them.
  [[nodiscard]] std::optional<std::pair<dev_t, ino_t>> file_identity(const std::string& path) const;

 private:
  [[nodiscard]] Descriptor open_at(const char* path) const;
  [[nodiscard]] Descriptor open_place(pid_t pid, const Descriptor& place) const;

  std::string root_;
  Descriptor directory_;
  bool is_procfs_ = false;
};

// Whether a /proc directory is that of this process's PID namespace: it has the same processes under the same
// PIDs as the kernel's own interfaces (BPF, taskstats). Throws FileError as ProcFiles does.
[[nodiscard]] bool is_own_procfs(const std::string& proc_root);

}  // namespace tidemark
