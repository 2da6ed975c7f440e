#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// One struct for a row of each table that programs write; FORMAT.md explains the columns. Absent is unknown.

using RowId = std::int64_t;

// Stands for the limit of a control group that has none.
inline constexpr std::int64_t kUnlimited = 9'223'372'036'854'775'807;

// Stands in a command line for what is not recorded of it.
inline constexpr std::string_view kMaskedWord = "***";

struct SessionRow {
  std::string uuid;
  std::int64_t part = 1;
  std::string origin = "recorded";
  std::string axis = "boottime";
  bool every_sample = false;
  std::int64_t start_wall_ns = 0;
  std::optional<std::int64_t> start_boottime_ns;
  std::optional<std::int64_t> interval_ns;
  std::string recorder_version;
  std::optional<std::string> sampler;
  std::optional<std::string> filters;
  std::optional<std::string> command_line_policy;
  std::optional<std::string> visibility;
  std::optional<std::string> host;
  std::optional<std::string> boot_id;
  std::optional<std::int64_t> pid_namespace;
  std::optional<std::int64_t> in_container;
  std::optional<std::string> kernel;
  std::optional<std::int64_t> cores;
  std::optional<std::int64_t> page_size_bytes;
  std::optional<std::int64_t> clock_ticks_per_second;
  std::optional<std::int64_t> mem_total_kib;
  std::optional<std::int64_t> swap_total_kib;
  std::optional<std::string> cgroup;
  std::optional<std::int64_t> tasks_max;
  std::optional<std::string> fault_stacks{};
};

struct TickRow {
  std::optional<std::int64_t> boottime_ns;
  std::int64_t wall_ns = 0;
  std::optional<std::int64_t> scan_duration_ns;
  std::optional<std::int64_t> interval_ns;
  std::optional<std::int64_t> processes_seen;
  std::optional<std::int64_t> processes_unread;
  std::optional<std::int64_t> short_lived_unknown;
  std::int64_t missed_before = 0;
  std::optional<std::string> gap_reason;
  std::optional<std::int64_t> mem_available_kib;
  std::optional<std::int64_t> swap_free_kib;
  std::optional<std::int64_t> psi_some_total_us;
  std::optional<std::int64_t> psi_full_total_us;
  std::optional<std::int64_t> recorder_cpu_ns;
  std::optional<std::int64_t> recorder_rss_kib;
  std::optional<std::int64_t> recorder_written_bytes;
  std::optional<std::int64_t> shmem_kib;
  std::optional<std::int64_t> slab_unreclaimable_kib;
  std::optional<std::int64_t> page_tables_kib;
  std::optional<std::int64_t> oom_kills;
  std::optional<std::int64_t> cgroup_memory_kib;
  std::optional<std::int64_t> cgroup_anon_kib;
  std::optional<std::int64_t> cgroup_shmem_kib;
  std::optional<std::int64_t> cgroup_slab_kib;
  std::optional<std::int64_t> cgroup_inactive_file_kib;
  std::optional<std::int64_t> cgroup_oom_kills;
  std::optional<std::int64_t> fault_samples_lost{};
};

// What a process row tells of the end of the process, and what the kernel counted until then.
struct ExitValues {
  std::optional<std::int64_t> exit_code{};
  std::optional<std::int64_t> exit_signal{};
  std::optional<std::int64_t> stop_signal{};
  std::optional<std::int64_t> killed_for_memory{};  // 0 or 1
  std::optional<std::int64_t> cpu_ns{};
  std::optional<std::int64_t> peak_vm_kib{};
  std::optional<std::int64_t> peak_rss_kib{};

  bool operator==(const ExitValues&) const = default;
};

struct ProcessRow {
  std::int64_t pid = 0;
  std::optional<std::int64_t> start_ticks;
  std::int64_t exec_generation = 0;
  std::optional<std::int64_t> ppid;
  std::optional<std::int64_t> uid;
  std::string comm;
  std::optional<std::string> exe;
  std::optional<std::string> command_line;  // JSON array
  std::optional<std::int64_t> command_line_cut;
  std::optional<std::string> runtime;
  std::optional<std::string> working_directory;
  std::optional<std::int64_t> listened;  // 0 or 1
  ExitValues exit;
};

struct MarkRow {
  std::string kind;  // begin, end or note
  std::string name;
  std::optional<std::int64_t> boottime_ns;
  std::int64_t wall_ns = 0;
  std::optional<std::int64_t> sender_pid;
  std::optional<std::int64_t> sender_held_kib = {};  // by its own word
};

// The heap of a Java virtual machine, by its own counters.
struct JvmHeap {
  std::optional<std::int64_t> used_kib;  // after the last collection
  std::optional<std::int64_t> capacity_kib;
  std::optional<std::int64_t> max_kib;
  std::optional<std::int64_t> collections;
  std::optional<std::int64_t> whole_collections{};  // those of all generations

  bool operator==(const JvmHeap&) const = default;
};

// How much a process holds of what is no memory.
struct ProcessCounts {
  std::optional<std::int64_t> threads{};
  std::optional<std::int64_t> descriptors{};  // open ones
  std::optional<std::int64_t> zombies{};      // children that have ended and that it has not waited for

  bool operator==(const ProcessCounts&) const = default;
};

// The measured values of one process at one tick: a sample row without its key.
struct MemoryValues {
  std::optional<std::int64_t> vm_size_kib;
  std::optional<std::int64_t> rss_kib;
  std::optional<std::int64_t> shared_kib;
  std::optional<std::int64_t> data_kib;
  std::optional<std::int64_t> minor_faults;
  std::optional<std::int64_t> major_faults;
  std::optional<std::int64_t> threads;
  std::optional<std::int64_t> swap_kib{};
  std::optional<std::int64_t> shmem_kib{};

  bool operator==(const MemoryValues&) const = default;

  // Whether the row says "not observed from here on".
  [[nodiscard]] bool is_unobserved() const { return !vm_size_kib && !rss_kib && !shared_kib && !data_kib; }
};

}  // namespace tidemark
