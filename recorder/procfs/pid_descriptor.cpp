#include "recorder/procfs/pid_descriptor.hpp"

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace tidemark {
namespace {

// struct pidfd_info of the kernel in its first size (include/uapi/linux/pidfd.h), which headers older than
// Linux 6.13 lack.
struct PidInfo {
  std::uint64_t mask = 0;
  std::uint64_t cgroup = 0;
  std::array<std::uint32_t, 11> ids{};
  std::int32_t exit_code = 0;
};
static_assert(sizeof(PidInfo) == 64);

constexpr unsigned long kGetInfo = _IOWR(0xFF, 11, PidInfo);  // PIDFD_GET_INFO
constexpr std::uint64_t kExit = 1U << 3U;                     // PIDFD_INFO_EXIT

}  // namespace

Descriptor open_pid_descriptor(pid_t pid) {
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

std::optional<int> read_wait_status(const Descriptor& process) {
  PidInfo info;
  info.mask = kExit;
  if (ioctl(process.number(), kGetInfo, &info) != 0 || (info.mask & kExit) == 0) return std::nullopt;
  return info.exit_code;
}

bool may_read_wait_statuses() {
  const Descriptor self = open_pid_descriptor(getpid());
  PidInfo info;
  info.mask = kExit;
  return self.is_open() && ioctl(self.number(), kGetInfo, &info) == 0;
}

}  // namespace tidemark
