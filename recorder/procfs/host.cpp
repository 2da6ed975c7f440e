#include "recorder/procfs/host.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

#include "common/text.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

// The inode of the first PID namespace; any other is a container's (PROC_PID_INIT_INO of the kernel).
constexpr std::int64_t kInitialPidNamespace = 0xEFFFFFFC;

// PIDs below it are not given again.
constexpr std::int64_t kReservedPids = 300;

std::optional<std::int64_t> known(long value) {
  return value > 0 ? std::optional<std::int64_t>(value) : std::nullopt;
}

// Returns the option hidepid= of the procfs mounted at the root, "all" where there is none, nullopt where it
// is not among the mounts.
std::optional<std::string> read_visibility(const ProcFiles& files) {
  const auto mounts = files.read_file("self/mounts", std::size_t{1} << 20U);
  if (!mounts) return std::nullopt;
  std::istringstream lines(*mounts);
  std::string line;
  std::optional<std::string> visibility;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string device;
    std::string place;
    std::string type;
    std::string options;
    words >> device >> place >> type >> options;
    if (place != files.root() || type != "proc") continue;
    const std::size_t hidepid = options.find("hidepid=");
    const bool restricted = hidepid != std::string::npos;
    visibility = restricted ? options.substr(hidepid, options.find(',', hidepid) - hidepid) : "all";
  }
  return visibility;
}

std::optional<std::int64_t> read_written_bytes(const Descriptor& io) {
  std::array<char, 512> buffer{};
  const std::string_view text = read_start(io.number(), buffer).text;
  constexpr std::string_view kName = "wchar: ";
  const std::size_t place = text.find(kName);
  if (place == std::string_view::npos) return std::nullopt;
  std::int64_t bytes = 0;
  const char* begin = text.data() + place + kName.size();
  if (std::from_chars(begin, text.data() + text.size(), bytes).ec != std::errc()) return std::nullopt;
  return bytes;
}

}  // namespace

void describe_host(const ProcFiles& files, SessionRow& session) {
  utsname names{};
  if (uname(&names) == 0) {
    session.host = escape_name(static_cast<const char*>(names.nodename));
    session.kernel = escape_name(static_cast<const char*>(names.release));
  }
  if (auto boot_id = files.read_file("sys/kernel/random/boot_id")) {
    session.boot_id = boot_id->substr(0, boot_id->find('\n'));
  }
  if (const auto pid_namespace = files.file_identity("self/ns/pid")) {
    session.pid_namespace = static_cast<std::int64_t>(pid_namespace->second);
    session.in_container = *session.pid_namespace == kInitialPidNamespace ? 0 : 1;
  }
  session.cores = known(sysconf(_SC_NPROCESSORS_ONLN));
  session.page_size_bytes = known(sysconf(_SC_PAGESIZE));
  session.clock_ticks_per_second = known(sysconf(_SC_CLK_TCK));
  if (const auto meminfo = files.read_file("meminfo")) {
    session.mem_total_kib = parse_meminfo(*meminfo, "MemTotal");
    session.swap_total_kib = parse_meminfo(*meminfo, "SwapTotal");
  }
  session.visibility = read_visibility(files);
}

HostProbe::HostProbe(const ProcFiles& files)
    : meminfo_(files.open_file("meminfo")),
      pressure_(files.open_file("pressure/memory")),
      vmstat_(files.open_file("vmstat")) {}

void HostProbe::read_memory(TickRow& tick) const {
  std::array<char, 8192> buffer{};
  const std::string_view meminfo = read_start(meminfo_.number(), buffer).text;
  tick.mem_available_kib = parse_meminfo(meminfo, "MemAvailable");
  tick.swap_free_kib = parse_meminfo(meminfo, "SwapFree");
  tick.shmem_kib = parse_meminfo(meminfo, "Shmem");
  tick.slab_unreclaimable_kib = parse_meminfo(meminfo, "SUnreclaim");
  tick.page_tables_kib = parse_meminfo(meminfo, "PageTables");
  const std::string_view pressure = read_start(pressure_.number(), buffer).text;
  tick.psi_some_total_us = parse_pressure_total(pressure, "some");
  tick.psi_full_total_us = parse_pressure_total(pressure, "full");
  tick.oom_kills = parse_counter(read_start(vmstat_.number(), buffer).text, "oom_kill");
}

TaskStarts::TaskStarts(const ProcFiles& files) : loadavg_(files.open_file("loadavg")) {
  const auto most = files.read_file("sys/kernel/pid_max");
  if (most) pids_ = std::strtoll(most->c_str(), nullptr, 10) - kReservedPids;
}

std::optional<std::int64_t> TaskStarts::since_last() {
  std::array<char, 256> buffer{};
  const auto last = parse_last_pid(read_start(loadavg_.number(), buffer).text);
  const auto before = std::exchange(last_pid_, last);
  if (!last || !before) return std::nullopt;
  const std::int64_t count = *last - *before + (*last < *before ? pids_ : 0);
  return count < 0 ? std::nullopt : std::optional(count);
}

OwnCost::OwnCost()
    : statm_(open("/proc/self/statm", O_RDONLY | O_CLOEXEC)),
      // The process's own file counts in what its reaped children have written; the recorder has but one
      // thread.
      io_(open("/proc/thread-self/io", O_RDONLY | O_CLOEXEC)),
      page_size_kib_(sysconf(_SC_PAGESIZE) / 1024) {}

void OwnCost::read(TickRow& tick) const {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    const auto nanoseconds = [](const timeval& time) {
      return time.tv_sec * 1'000'000'000 + time.tv_usec * 1'000;
    };
    tick.recorder_cpu_ns = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
  }
  std::array<char, 256> buffer{};
  if (const auto statm = parse_statm(read_start(statm_.number(), buffer).text)) {
    tick.recorder_rss_kib = statm->resident * page_size_kib_;
  }
  tick.recorder_written_bytes = read_written_bytes(io_);
}

}  // namespace tidemark
