#include "recorder/stacks/unwinder_process.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "recorder/stacks/fault_events.hpp"
#include "recorder/stacks/unwind_message.hpp"

namespace tidemark {
namespace {

constexpr uid_t kNobody = 65534;
constexpr int kNiceness = 10;
constexpr int kSocketBytes = 1 << 20;

// An answer has 128 frames at most.
constexpr std::size_t kMostAnswerBytes = 16 + kMostFrames * (13 + 2 + kMostSymbolBytes + 2 + 64);

// Both run in the child, between fork and exec: only async-signal-safe calls.
void give_up_rights() {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  // While there is still the capability that this takes.
  for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0;) ++capability;
  if (geteuid() == 0) {
    // A user namespace may not know that user; the capabilities are given up all the same.
    static_cast<void>(setgroups(0, nullptr));
    static_cast<void>(syscall(SYS_setresgid, kNobody, kNobody, kNobody));
    static_cast<void>(syscall(SYS_setresuid, kNobody, kNobody, kNobody));
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  syscall(SYS_capset, &header, none.data());
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

[[noreturn]] void become_unwinder(int program, int socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpriority(PRIO_PROCESS, 0, kNiceness);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(socket, STDIN_FILENO);
  give_up_rights();
  std::array<char, 18> name{"tidemark-unwinder"};
  const std::array<char*, 2> arguments{name.data(), nullptr};
  const std::array<char*, 1> environment{nullptr};
  // By its descriptor: the directory may be one that nobody may enter.
  syscall(SYS_execveat, program, "", arguments.data(), environment.data(), AT_EMPTY_PATH);
  _exit(127);
}

}  // namespace

UnwinderProcess::UnwinderProcess(const std::string& program) {
  const Descriptor file(open(program.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw StacksUnavailable(fmt::format("{}: {}", program, std::strerror(errno)));
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw StacksUnavailable(fmt::format("a socket: {}", std::strerror(errno)));
  socket_ = Descriptor(ends[0]);
  const Descriptor other(ends[1]);
  for (const int end : ends) setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof kSocketBytes);
  pid_ = fork();
  if (pid_ < 0) throw StacksUnavailable(fmt::format("a process: {}", std::strerror(errno)));
  if (pid_ == 0) become_unwinder(file.number(), other.number());
  answer_.resize(kMostAnswerBytes);
}

UnwinderProcess::~UnwinderProcess() {
  socket_ = Descriptor();
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

UnwinderProcess::Sent UnwinderProcess::send(std::span<const std::byte> message,
                                            std::span<const int> descriptors) {
  if (is_dead_) return Sent::kDead;
  iovec part{const_cast<std::byte*>(message.data()), message.size()};
  std::vector<char> control(CMSG_SPACE(descriptors.size_bytes()));
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  if (sendmsg(socket_.number(), &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return Sent::kYes;
  if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ETOOMANYREFS) return Sent::kBusy;
  is_dead_ = true;
  return Sent::kDead;
}

std::optional<std::span<const std::byte>> UnwinderProcess::receive() {
  if (is_dead_) return std::nullopt;
  const ssize_t count = recv(socket_.number(), answer_.data(), answer_.size(), MSG_DONTWAIT);
  if (count > 0) return std::span<const std::byte>(answer_).first(static_cast<std::size_t>(count));
  if (count == 0 || (errno != EAGAIN && errno != EINTR)) is_dead_ = true;
  return std::nullopt;
}

bool UnwinderProcess::wait(std::chrono::milliseconds time) const {
  pollfd wanted{socket_.number(), POLLIN, 0};
  return !is_dead_ && poll(&wanted, 1, static_cast<int>(time.count())) > 0;
}

std::optional<std::chrono::nanoseconds> UnwinderProcess::cpu() const {
  clockid_t clock = 0;
  timespec used = {};
  if (is_dead_ || clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0)
    return std::nullopt;
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

std::string find_unwinder() {
  constexpr const char* kName = "tidemark-unwinder";
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  for (const auto& path : {program.parent_path() / kName,
                           program.parent_path().parent_path() / "libexec" / "tidemark" / kName}) {
    if (std::filesystem::is_regular_file(path, ignored)) return path;
  }
  throw StacksUnavailable(fmt::format("{} is not where it was installed", kName));
}

}  // namespace tidemark
