#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/recordings/compressed_file.hpp"
#include "analyzer/recordings/count_reader.hpp"
#include "analyzer/recordings/heap_points.hpp"
#include "analyzer/recordings/memory_kib.hpp"
#include "analyzer/recordings/sample_rows.hpp"
#include "analyzer/text/shared_text.hpp"
#include "common/rfc3339.hpp"
#include "common/runtime.hpp"

namespace tidemark {

struct Tick {
  std::int64_t axis_ns;  // boottime or wall, as the session says; strictly rising within a session
  std::int64_t wall_ns;
  std::optional<std::int64_t> interval_ns;
  Kib mem_available;
  std::int64_t missed_before;
  std::optional<std::string> gap_reason;
  std::optional<std::int64_t> pressure_us;  // PSI some, total since boot
};

// What a tick tells of the machine, and of the control group of its session.
struct MachineMemory {
  Kib swap_free;
  Kib shmem;
  Kib slab_unreclaimable;
  Kib page_tables;
  Kib cgroup_memory;
  Kib cgroup_shmem;
  Kib cgroup_slab;
  Kib cgroup_inactive_file;

  bool operator==(const MachineMemory&) const = default;
};

struct Session {
  std::string uuid;
  std::int64_t part;
  std::string origin;
  bool has_wall_axis;
  bool every_sample;
  std::int64_t start_wall_ns;
  std::optional<std::int64_t> interval_ns;
  bool ended_cleanly;
  std::string recorder_version;
  std::optional<std::string> visibility;
  std::optional<std::string> host;
  std::optional<std::string> boot_id;
  std::optional<std::int64_t> pid_namespace;
  std::optional<std::string> kernel;
  Kib mem_total;
  Kib swap_total;
  std::optional<std::int64_t> cores;
  std::optional<std::int64_t> clock_ticks_per_second;  // unit of RecordedProcess::start_ticks
  std::optional<std::int64_t> tree_root;  // the parent of the command whose tree alone was recorded
  std::uint32_t first_tick;               // its ticks are [first_tick, end_tick)
  std::uint32_t end_tick;
  std::optional<std::string> filters = {};  // the JSON object
  std::optional<bool> in_container = {};
  std::optional<std::string> cgroup = {};               // whose memory the ticks tell
  std::optional<std::int64_t> cgroup_limit_bytes = {};  // of it, as of RecordedProcess
  std::optional<std::int64_t> tasks_max = {};           // processes and threads that there may be
  std::optional<std::string> fault_stacks = {};         // on, kept, off, or why there are none; see FORMAT.md

  // Why stacks of page faults could not be sampled; null where they were, or were not asked for.
  [[nodiscard]] const std::string* why_no_stacks() const {
    const bool is_asked_for = fault_stacks && *fault_stacks != "off";
    return is_asked_for && *fault_stacks != "on" && *fault_stacks != "kept" ? &*fault_stacks : nullptr;
  }
  [[nodiscard]] bool is_imported() const { return origin != "recorded"; }
};

// How a process ended, as far as its recording tells; recordings of format 1.0 tell nothing of it.
struct ProcessEnd {
  std::optional<std::int64_t> exit_code;
  std::optional<std::int64_t> exit_signal;
  std::optional<std::int64_t> stop_signal;  // that was delivered to it before it ended
  std::optional<bool> killed_for_memory;

  [[nodiscard]] bool is_known() const { return exit_code || exit_signal || killed_for_memory == true; }
};

// One process row: a program in a process, as one session saw it in one file.
struct RecordedProcess {
  std::uint32_t session;
  std::int64_t pid;
  std::optional<std::int64_t> start_ticks;
  std::int64_t exec_generation;
  std::optional<std::int64_t> ppid;
  SharedText name;
  std::optional<SharedText> exe;
  std::optional<std::string> command_line;  // the JSON array as recorded
  bool command_line_cut = false;            // there was more of it
  Runtime runtime = Runtime::kUnknown;      // as recorded, otherwise by the program's name
  std::optional<std::uint32_t> first_tick;  // absent: known only from its exit
  std::optional<std::uint32_t> exit_tick;
  SampleRows rows;
  std::optional<std::int64_t> cgroup_limit_bytes;  // the last one known; absent too where it is unlimited
  std::int64_t id = 0;                             // of its row in the file
  // From here on unknown in recordings of format 1.0, but for the peak of VmSize.
  ProcessEnd end = {};
  std::optional<bool> listened = {};  // on a socket
  Kib peak_vm_size = {};              // as the kernel counted
  Kib peak_rss = {};
  std::optional<SharedText> working_directory = {};
  std::optional<SharedText> later_name = {};  // the last that it took after its first

  [[nodiscard]] bool was_seen() const { return first_tick.has_value(); }
};

enum class MarkKind { kBegin, kEnd, kNote };

// A mark that somebody set while a session ran.
struct Mark {
  std::uint32_t session;
  MarkKind kind;
  std::string name;
  std::int64_t axis_ns;  // as of a tick
  std::int64_t wall_ns;
  std::optional<std::int64_t> sender_pid;
  std::optional<double> sender_held_bytes = {};  // in use, by its own word; see FORMAT.md
};

// What one file holds, in memory.
struct Recording {
  std::string path;
  std::uint64_t size_bytes;
  bool log_missing;  // see ReadableRecording
  std::vector<Session> sessions;
  std::vector<Tick> ticks;
  std::vector<RecordedProcess> processes;
  std::vector<Mark> marks;  // in the order of writing
  // Of those processes that are Java virtual machines, by the ids of their rows.
  std::map<std::int64_t, HeapPoints> heaps{};
  CountRows counts{};                    // none in format 1.0
  std::vector<MachineMemory> machine{};  // of each tick; empty where none tells of it, as in format 1.0
  bool has_fault_stacks = false;         // rows of fault_stack, which read_fault_stacks reads
  bool has_kept_stacks = false;          // the same of kept_stack
  // Ids of the file's rows, rising: those of `ticks`, and those of all processes, also of those that were
  // taken out of `processes`.
  std::vector<std::int64_t> tick_ids{};
  std::vector<std::int64_t> process_ids{};
  // What a compressed file held, in a file without a name; copies of the recording share it.
  std::shared_ptr<const UnnamedFile> decompressed{};

  // The number of processes that a tick has seen, of one session or of all.
  [[nodiscard]] std::size_t count_seen(std::optional<std::uint32_t> session = std::nullopt) const {
    return static_cast<std::size_t>(
        std::count_if(processes.begin(), processes.end(), [&](const RecordedProcess& process) {
          return process.was_seen() && (!session || process.session == *session);
        }));
  }
};

[[nodiscard]] inline WallTime to_wall_time(std::int64_t wall_ns) {
  return WallTime(std::chrono::nanoseconds(wall_ns));
}

}  // namespace tidemark
