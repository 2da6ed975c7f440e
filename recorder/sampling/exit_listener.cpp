#include "recorder/sampling/exit_listener.hpp"

#include <fmt/core.h>
#include <linux/acct.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <string_view>

namespace tidemark {
namespace {

// Kernel memory, taken only by records that wait: some 1300 bytes each.
constexpr int kReceiveBuffer = 32 << 20;

constexpr std::size_t kLargestMessage = 16384;

// Where the parts of struct taskstats are. Fields are only ever appended; the last ones are those of version
// 12, which headers older than that do not name yet.
constexpr std::uint16_t kLeastVersion = 12;
constexpr std::size_t kProcessOffset = 368;  // ac_tgid
constexpr std::size_t kInodeOffset = 392;    // ac_exe_inode
#if TASKSTATS_VERSION >= 12
static_assert(kProcessOffset == offsetof(taskstats, ac_tgid));
static_assert(kInodeOffset == offsetof(taskstats, ac_exe_inode));
#endif
constexpr std::uint8_t kLastOfProcess = 0x20;  // AGROUP of ac_flag

using Message = std::span<const std::byte>;

// All of them aligned.
constexpr std::size_t kMessageHeader = sizeof(nlmsghdr);
constexpr std::size_t kGenericHeader = sizeof(genlmsghdr);
constexpr std::size_t kAttributeHeader = sizeof(nlattr);

constexpr std::size_t aligned(std::size_t size) {
  return (size + NLA_ALIGNTO - 1) / NLA_ALIGNTO * NLA_ALIGNTO;
}

template <typename T>
T read_at(Message bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.subspan(offset, sizeof value).data(), sizeof value);
  return value;
}

// Returns the value of the first netlink attribute of that type; empty where there is none.
Message find_attribute(Message attributes, std::uint16_t type) {
  while (attributes.size() >= kAttributeHeader) {
    const auto header = read_at<nlattr>(attributes, 0);
    if (header.nla_len < kAttributeHeader || header.nla_len > attributes.size()) return {};
    if ((header.nla_type & NLA_TYPE_MASK) == type)
      return attributes.subspan(kAttributeHeader, header.nla_len - kAttributeHeader);
    attributes = attributes.subspan(std::min<std::size_t>(aligned(header.nla_len), attributes.size()));
  }
  return {};
}

// Returns the attributes of a generic netlink message; empty where it is none.
Message attributes_of(Message message) {
  constexpr std::size_t kHeaders = kMessageHeader + kGenericHeader;
  if (message.size() < kHeaders) return {};
  const auto header = read_at<nlmsghdr>(message, 0);
  if (header.nlmsg_type < NLMSG_MIN_TYPE || header.nlmsg_len < kHeaders || header.nlmsg_len > message.size())
    return {};
  return message.subspan(kHeaders, header.nlmsg_len - kHeaders);
}

// As the kernel lists the processors that there may be, "0-7".
std::string possible_cpus() {
  std::ifstream file("/sys/devices/system/cpu/possible");
  std::string cpus;
  if (std::getline(file, cpus) && !cpus.empty()) return cpus;
  return fmt::format("0-{}", sysconf(_SC_NPROCESSORS_CONF) - 1);
}

// The exit code is told with the leader only, which may not be the last thread; and the time is that of one
// thread, so that it is the process's where there was no other.
ExitValues parse_exit(Message message, Message stats) {
  ExitValues exit;
  const auto thread = read_at<std::uint32_t>(stats, offsetof(taskstats, ac_pid));
  if (thread == read_at<std::uint32_t>(stats, kProcessOffset))
    exit = exit_of_wait_status(read_at<std::int32_t>(stats, offsetof(taskstats, ac_exitcode)));
  if (find_attribute(attributes_of(message), TASKSTATS_TYPE_AGGR_TGID).empty()) {
    const auto used_us = read_at<std::uint64_t>(stats, offsetof(taskstats, ac_utime)) +
                         read_at<std::uint64_t>(stats, offsetof(taskstats, ac_stime));
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max() / 1000;
    if (used_us <= kMost) exit.cpu_ns = static_cast<std::int64_t>(used_us) * 1000;
  }
  exit.peak_vm_kib = read_at<std::int64_t>(stats, offsetof(taskstats, hiwater_vm));
  exit.peak_rss_kib = read_at<std::int64_t>(stats, offsetof(taskstats, hiwater_rss));
  if (*exit.peak_rss_kib <= 0) exit.peak_rss_kib.reset();
  return exit;
}

[[noreturn]] void refuse(std::string_view action, int error) {
  throw ExitsUnavailable(fmt::format("{}: {}", action, std::strerror(error)));
}

}  // namespace

std::optional<ExitRecord> parse_exit_message(Message message) {
  const Message stats =
      find_attribute(find_attribute(attributes_of(message), TASKSTATS_TYPE_AGGR_PID), TASKSTATS_TYPE_STATS);
  if (stats.size() < kInodeOffset + sizeof(std::uint64_t)) return std::nullopt;
  if (read_at<std::uint16_t>(stats, offsetof(taskstats, version)) < kLeastVersion) return std::nullopt;
  if ((read_at<std::uint8_t>(stats, offsetof(taskstats, ac_flag)) & kLastOfProcess) == 0) return std::nullopt;
  ExitRecord record;
  record.pid = read_at<pid_t>(stats, kProcessOffset);
  record.exit = parse_exit(message, stats);
  if (record.exit.peak_vm_kib <= 0 || record.pid <= 0) return std::nullopt;
  record.ppid = read_at<pid_t>(stats, offsetof(taskstats, ac_ppid));
  record.uid = read_at<std::uint32_t>(stats, offsetof(taskstats, ac_uid));
  const auto comm = read_at<std::array<char, TS_COMM_LEN>>(stats, offsetof(taskstats, ac_comm));
  record.comm.assign(comm.data(), strnlen(comm.data(), comm.size()));
  record.program_inode = read_at<std::uint64_t>(stats, kInodeOffset);
  return record;
}

ExitListener::ExitListener()
    : socket_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC)), buffer_(kLargestMessage) {
  if (!socket_.is_open()) refuse("socket(AF_NETLINK)", errno);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  if (bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    refuse("bind(AF_NETLINK)", errno);
  setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  subscribe(find_family());
  check_arrival();
}

void ExitListener::send(std::uint16_t type, std::uint8_t command, std::uint16_t attribute,
                        const std::string& value) {
  const std::size_t attribute_size = kAttributeHeader + value.size() + 1;
  const std::size_t size = kMessageHeader + kGenericHeader + aligned(attribute_size);
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(size);
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  genlmsghdr generic{};
  generic.cmd = command;
  generic.version = 1;
  const nlattr attribute_header{static_cast<std::uint16_t>(attribute_size), attribute};
  std::vector<std::byte> message(size);
  std::memcpy(message.data(), &header, sizeof header);
  std::memcpy(&message[kMessageHeader], &generic, sizeof generic);
  std::memcpy(&message[kMessageHeader + kGenericHeader], &attribute_header, sizeof attribute_header);
  std::memcpy(&message[kMessageHeader + kGenericHeader + kAttributeHeader], value.c_str(), value.size() + 1);
  if (::send(socket_.number(), message.data(), message.size(), 0) < 0) refuse("send(AF_NETLINK)", errno);
}

// Returns the next message that is not the record of an exit; throws what an error message says.
Message ExitListener::wait_for_answer() {
  while (true) {
    const ssize_t size = recv(socket_.number(), buffer_.data(), buffer_.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) refuse("recv(AF_NETLINK)", errno);
    const Message message(buffer_.data(), static_cast<std::size_t>(size));
    if (message.size() < kMessageHeader) continue;
    if (read_at<nlmsghdr>(message, 0).nlmsg_type != NLMSG_ERROR) {
      if (find_attribute(attributes_of(message), CTRL_ATTR_FAMILY_ID).size() == sizeof(std::uint16_t))
        return message;
      continue;
    }
    if (message.size() < kMessageHeader + sizeof(nlmsgerr)) continue;
    const int error = -read_at<nlmsgerr>(message, kMessageHeader).error;
    if (error != 0) refuse("taskstats", error);
    return message;
  }
}

std::uint16_t ExitListener::find_family() {
  send(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME);
  const Message found = find_attribute(attributes_of(wait_for_answer()), CTRL_ATTR_FAMILY_ID);
  if (found.size() != sizeof(std::uint16_t)) throw ExitsUnavailable("taskstats: not known to this kernel");
  const auto family = read_at<std::uint16_t>(found, 0);
  static_cast<void>(wait_for_answer());  // that the request was done
  return family;
}

void ExitListener::subscribe(std::uint16_t family) {
  send(family, TASKSTATS_CMD_GET, TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, possible_cpus());
  static_cast<void>(wait_for_answer());
}

// Records go to the first network namespace, whoever asked for them, and older kernels do not say which one
// is a process's last. The record of a process is sent before it can be waited for.
void ExitListener::check_arrival() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child < 0) refuse("fork", errno);
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
  std::vector<ExitRecord> exits;
  static_cast<void>(take(exits));
  if (std::none_of(exits.begin(), exits.end(), [&](const ExitRecord& exit) { return exit.pid == child; })) {
    throw ExitsUnavailable(
        "taskstats: no record arrives; it takes Linux 5.19 and the first network namespace of the machine");
  }
}

bool ExitListener::take(std::vector<ExitRecord>& exits) {
  bool complete = true;
  while (true) {
    const ssize_t size = recv(socket_.number(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size >= 0) {
      auto record = parse_exit_message(Message(buffer_.data(), static_cast<std::size_t>(size)));
      if (record) exits.push_back(std::move(*record));
    } else if (errno == ENOBUFS) {
      complete = false;
    } else if (errno != EINTR) {
      return complete;
    }
  }
}

}  // namespace tidemark
