#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// Parsers of the text of procfs files (proc(5)); none of them touches a file. What is absent or malformed is
// nullopt, never 0.

// The parts of /proc/PID/statm, in pages.
struct Statm {
  std::int64_t size;
  std::int64_t resident;
  std::int64_t shared;
  std::int64_t text;
  std::int64_t data;

  // A process that has no memory of its own: a zombie, a leader that has exited, a kernel thread.
  [[nodiscard]] bool is_empty() const { return size == 0; }
};
[[nodiscard]] std::optional<Statm> parse_statm(std::string_view text);

// The parts of /proc/PID/stat that tell one process from another, but for its name.
struct StatNumbers {
  char state;
  std::int64_t ppid;
  std::uint64_t flags;
  std::int64_t start_ticks;
  // Where the stack begins: differs after every exec where addresses are randomised; 0 where it may not be
  // seen.
  std::uint64_t start_stack;
  std::int64_t cpu_ticks = 0;  // used by all its threads, in clock ticks
  std::optional<std::int64_t> threads = {};

  [[nodiscard]] bool is_kernel_thread() const { return (flags & 0x00200000U) != 0; }  // PF_KTHREAD
};
struct Stat : StatNumbers {
  std::string comm;
};
// The name may hold anything, also ')': it ends at the last one.
[[nodiscard]] std::optional<Stat> parse_stat(std::string_view text);
[[nodiscard]] std::optional<StatNumbers> parse_stat_numbers(std::string_view text);

// Returns the wait status of a zombie, which is 0 also where the reader may not know it; nullopt for any other
// state.
[[nodiscard]] std::optional<int> parse_zombie_status(std::string_view text);

// Returns the real user id of /proc/PID/status.
[[nodiscard]] std::optional<std::int64_t> parse_status_uid(std::string_view text);

// Returns the value in KiB of a line of /proc/meminfo such as "MemTotal".
[[nodiscard]] std::optional<std::int64_t> parse_meminfo(std::string_view text, std::string_view name);

// Returns the number behind a name and a blank, as in /proc/vmstat and in files of control groups.
[[nodiscard]] std::optional<std::int64_t> parse_counter(std::string_view text, std::string_view name);

// Returns the last PID of /proc/loadavg, which is that of the task - process or thread - started last.
[[nodiscard]] std::optional<std::int64_t> parse_last_pid(std::string_view text);

// Returns the total of the line `kind` ("some" or "full") of /proc/pressure/memory, in microseconds.
[[nodiscard]] std::optional<std::int64_t> parse_pressure_total(std::string_view text, std::string_view kind);

// The control group of /proc/PID/cgroup whose limits of a controller, such as "memory", hold: that of version 1 where
// it is mounted, otherwise that of version 2. See cgroups(7).
struct CgroupPath {
  bool is_v1;
  std::string_view path;  // within the text
};
[[nodiscard]] std::optional<CgroupPath> parse_cgroup(std::string_view text, std::string_view controller);

// Returns the arguments of /proc/PID/cmdline, which ends each with a zero byte.
[[nodiscard]] std::vector<std::string_view> split_command_line(std::string_view text);

// Takes off `text` what stands before the next `separator`, and that, and returns it.
std::string_view take_until(std::string_view& text, std::string_view separator);

}  // namespace tidemark
