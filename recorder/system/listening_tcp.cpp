#include "recorder/system/listening_tcp.hpp"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include "common/descriptor.hpp"

namespace tidemark {
namespace {

struct Request {
  nlmsghdr header{};
  inet_diag_req_v2 body{};
};

// Takes the inodes of the messages of one datagram. Returns whether more datagrams follow; nullopt after an error.
std::optional<bool> take_inodes(std::span<const std::byte> datagram, std::vector<std::uint64_t>& inodes) {
  while (datagram.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, datagram.data(), sizeof header);
    if (header.nlmsg_type == NLMSG_DONE) return false;
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len > datagram.size() ||
        header.nlmsg_len < NLMSG_HDRLEN + sizeof(inet_diag_msg)) {
      return std::nullopt;
    }
    inet_diag_msg message;
    std::memcpy(&message, datagram.subspan(NLMSG_HDRLEN).data(), sizeof message);
    inodes.push_back(message.idiag_inode);
    datagram = datagram.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), datagram.size()));
  }
  return true;
}

bool add_family(int netlink, std::uint8_t family, std::vector<std::uint64_t>& inodes) {
  Request request;
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.sdiag_family = family;
  request.body.sdiag_protocol = IPPROTO_TCP;
  request.body.idiag_states = 1U << TCP_LISTEN;
  if (::send(netlink, &request, sizeof request, 0) < 0) return false;
  std::array<std::byte, 32768> buffer;  // the kernel sends no larger datagrams unasked
  for (;;) {
    const ssize_t size = ::recv(netlink, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    const auto more = take_inodes(std::span(buffer).first(static_cast<std::size_t>(size)), inodes);
    if (!more) return false;
    if (!*more) return true;
  }
}

}  // namespace

std::optional<std::vector<std::uint64_t>> list_listening_tcp() {
  const Descriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!netlink.is_open()) return std::nullopt;
  std::vector<std::uint64_t> inodes;
  if (!add_family(netlink.number(), AF_INET, inodes)) return std::nullopt;
  // A kernel without IPv6 has none of it.
  static_cast<void>(add_family(netlink.number(), AF_INET6, inodes));
  return inodes;
}

}  // namespace tidemark
