// Usage: process-probe PID
// Tries what CAP_SYS_PTRACE allows to do to another process, and prints a line for each: NAME allowed or NAME denied.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

// What is refused for want of a right, and not because nothing is there.
bool is_denied(long result) {
  return result < 0 && (errno == EPERM || errno == EACCES || errno == EROFS || errno == ENOSYS);
}

void tell(const char* name, long result) {
  std::printf("%s %s\n", name, is_denied(result) ? "denied" : "allowed");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string subject = argv[1];
  const auto pid = static_cast<pid_t>(std::strtol(argv[1], nullptr, 10));
  char byte = 0;
  const iovec here{&byte, 1};
  const iovec nowhere{nullptr, 1};  // fails with EFAULT where the call is let through
  tell("process_vm_readv", process_vm_readv(pid, &here, 1, &nowhere, 1, 0));
  tell("process_vm_writev", process_vm_writev(pid, &here, 1, &nowhere, 1, 0));
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (descriptor < 0) return 3;
  tell("pidfd_getfd", syscall(SYS_pidfd_getfd, descriptor, 0, 0));
  tell("kcmp", syscall(SYS_kcmp, getpid(), pid, 1, 0, 0));
  tell("mem", open(("/proc/" + subject + "/mem").c_str(), O_RDWR | O_CLOEXEC));
  tell("ptrace", ptrace(PTRACE_SEIZE, pid, nullptr, nullptr));
  // What the recorder does with its capability.
  std::array<char, 4096> target{};
  tell("exe", readlink(("/proc/" + subject + "/exe").c_str(), target.data(), target.size()));
  return 0;
}
