#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// The memory of the control group that this process is in, and so what it starts, of version 1 or 2.
class OwnCgroup {
 public:
  // sys_root  where the hierarchies are mounted: /sys/fs/cgroup
  OwnCgroup(const ProcFiles& files, const std::string& sys_root);

  // Returns the path as recordings hold it; nullopt where there is none that accounts for memory.
  [[nodiscard]] const std::optional<std::string>& path() const { return path_; }

  // Fills in cgroup_memory_kib and cgroup_oom_kills; and the parts of the former as they were last read, which
  // is done when it has changed by a MiB since, once a second at most: the kernel adds them up for it.
  void read(TickRow& tick, std::chrono::nanoseconds now);

 private:
  void read_parts(std::int64_t memory_kib, std::chrono::nanoseconds now);

  std::optional<std::string> path_;
  bool is_v1_ = false;
  Descriptor memory_;
  Descriptor stat_;
  Descriptor events_;
  TickRow parts_;  // as last read
  std::optional<std::int64_t> memory_at_parts_kib_;
  std::chrono::nanoseconds parts_read_at_{0};
};

}  // namespace tidemark
