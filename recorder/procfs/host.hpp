#pragma once

#include <cstdint>
#include <optional>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// Fills in what is known of the host and of what may be seen of it: host, boot_id, pid_namespace,
// in_container, kernel, cores, page_size_bytes, clock_ticks_per_second, mem_total_kib, swap_total_kib,
// visibility. What cannot be read stays absent.
void describe_host(const ProcFiles& files, SessionRow& session);

// Reads the host's memory state, a few kept descriptors a tick.
class HostProbe {
 public:
  explicit HostProbe(const ProcFiles& files);

  // Fills in mem_available_kib, swap_free_kib, shmem_kib, slab_unreclaimable_kib, page_tables_kib,
  // psi_some_total_us, psi_full_total_us, oom_kills.
  void read_memory(TickRow& tick) const;

 private:
  Descriptor meminfo_;
  Descriptor pressure_;
  Descriptor vmstat_;
};

// How many tasks - processes and threads, of this PID namespace - have been started, by the PIDs given.
class TaskStarts {
 public:
  explicit TaskStarts(const ProcFiles& files);

  // Returns how many since the last call; absent at the first one and where that cannot be read.
  [[nodiscard]] std::optional<std::int64_t> since_last();

 private:
  Descriptor loadavg_;
  std::int64_t pids_ = 0;  // that are given again in turn
  std::optional<std::int64_t> last_pid_;
};

// What this process itself has cost so far: recorder_cpu_ns, recorder_rss_kib, recorder_written_bytes.
class OwnCost {
 public:
  OwnCost();
  void read(TickRow& tick) const;

 private:
  Descriptor statm_;
  Descriptor io_;
  std::int64_t page_size_kib_;
};

}  // namespace tidemark
