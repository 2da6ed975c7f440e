#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recorder/procfs/proc_files.hpp"

namespace tidemark {

// A control group that accounts for memory, as long as a recorded process is in it.
struct Cgroup {
  std::uint64_t token = 0;  // never given twice
  bool is_v1 = false;
  std::string path;                      // below the hierarchy's root, as /proc/PID/cgroup has it
  std::string name;                      // the path as recordings hold it
  std::vector<std::string> limit_files;  // its own and those of the groups above it
  std::optional<std::int64_t> limit_bytes;
};

// What a snapshot has of one control group that a recorded process is in.
struct CgroupReading {
  std::uint64_t token;                      // as of Cgroup
  const std::string* name;                  // valid while anyone holds the group
  std::optional<std::int64_t> limit_bytes;  // kUnlimited where it has none, absent where not known
};

// Knows the control groups of the recorded processes, of version 1 and 2, and their memory limits.
class Cgroups {
 public:
  // files     outlives this
  // sys_root  where the hierarchies are mounted: /sys/fs/cgroup
  Cgroups(const ProcFiles& files, std::string sys_root);

  // Returns the group of a process; null where it cannot be read. Allocates nothing where it is `before`.
  [[nodiscard]] std::shared_ptr<const Cgroup> of_process(
      pid_t pid, const std::shared_ptr<const Cgroup>& before = nullptr);

  // Reads some of the limits again, so that all come to their turn within 64 calls.
  void refresh();

  // Appends every group that is still held.
  void report(std::vector<CgroupReading>& readings) const;

 private:
  using Key = std::pair<bool, std::string>;
  [[nodiscard]] std::vector<std::string> limit_files_of(const Cgroup& group) const;

  const ProcFiles& files_;
  std::string sys_root_;
  std::map<Key, std::weak_ptr<Cgroup>> groups_;
  Key next_refreshed_;
  std::uint64_t last_token_ = 0;
};

}  // namespace tidemark
