#include "recorder/session/mark_socket.hpp"

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

// Whoever keeps more connections open loses the oldest, so that nobody can shut the others out.
constexpr std::size_t kMostConnections = 64;

// Longer ones are cut, and then too long.
constexpr std::size_t kPacketBytes = kMostNameBytes + 64;

struct Packet {
  ssize_t size;  // as recvmsg
  pid_t peer;    // 0: unknown
};

Packet receive(int descriptor, std::array<char, kPacketBytes>& buffer) {
  iovec part{buffer.data(), buffer.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  Packet packet{recvmsg(descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC), 0};
  const cmsghdr* message = packet.size > 0 ? CMSG_FIRSTHDR(&header) : nullptr;
  if (message != nullptr && message->cmsg_level == SOL_SOCKET && message->cmsg_type == SCM_CREDENTIALS) {
    ucred credentials{};
    std::memcpy(&credentials, CMSG_DATA(message), sizeof credentials);
    packet.peer = credentials.pid;
  }
  return packet;
}

}  // namespace

MarkSocket::MarkSocket(boost::asio::io_context& context, const std::string& path, mode_t mode, ProcFiles proc,
                       OnMark on_mark)
    : context_(context),
      listener_(path, mode),
      listening_(context, listener_.descriptor()),
      proc_(std::move(proc)),
      on_mark_(std::move(on_mark)) {
  wait_for_connection();
}

// The descriptor belongs to the listener.
MarkSocket::~MarkSocket() { listening_.release(); }

void MarkSocket::wait_for_connection() {
  listening_.async_wait(Stream::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    for (Descriptor accepted = listener_.accept(); accepted.is_open(); accepted = listener_.accept())
      connect(std::move(accepted));
    wait_for_connection();
  });
}

void MarkSocket::connect(Descriptor accepted) {
  if (connections_.size() == kMostConnections) connections_.pop_front();
  connections_.emplace_back(context_, accepted.release());
  wait_for_packet(std::prev(connections_.end()));
}

void MarkSocket::wait_for_packet(Connection connection) {
  connection->async_wait(Stream::wait_read, [this, connection](const boost::system::error_code& error) {
    if (error) return;  // it was closed, and is no longer in the list
    if (answer_packet(connection->native_handle())) {
      wait_for_packet(connection);
    } else {
      connections_.erase(connection);
    }
  });
}

// Returns whether there may be more. Answers that nobody takes are dropped.
bool MarkSocket::answer_packet(int descriptor) {
  std::array<char, kPacketBytes> buffer{};
  const Packet packet = receive(descriptor, buffer);
  if (packet.size < 0) return errno == EAGAIN || errno == EINTR;
  if (packet.size == 0) return false;
  const std::string answer = take_packet({buffer.data(), static_cast<std::size_t>(packet.size)}, packet.peer);
  return send(descriptor, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno == EAGAIN;
}

std::string MarkSocket::take_packet(std::string_view packet, pid_t peer) const {
  try {
    const MarkMessage message = parse_packet(packet);
    const auto refusal = on_mark_(message, sender_of(message, peer));
    return refusal ? "error: " + *refusal : std::string(kMarkAccepted);
  } catch (const UserError& error) {
    return fmt::format("error: {}", error.what());
  }
}

std::optional<pid_t> MarkSocket::sender_of(const MarkMessage& message, pid_t peer) const {
  if (peer <= 0) return std::nullopt;
  if (!message.for_parent) return peer;
  const auto text = proc_.read_file(fmt::format("{}/stat", peer));
  const auto stat = text ? parse_stat(*text) : std::nullopt;
  return stat && stat->ppid > 0 ? static_cast<pid_t>(stat->ppid) : peer;
}

}  // namespace tidemark
