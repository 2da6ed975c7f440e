#include "recorder/session/mark_socket.hpp"

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "recorder/procfs/process_reader.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// Whoever keeps more connections open loses the oldest, so that nobody can shut the others out.
constexpr std::size_t kMostConnections = 64;

// Longer ones are cut, and then too long.
constexpr std::size_t kMostTextBytes = kMostNameBytes + 64;

// Taken at once, so that a flood of them does not keep a scan waiting.
constexpr int kMostDatagrams = 64;

// More than a queue of them holds, and a bound where somebody goes on sending.
constexpr int kMostAtEnd = 10'000;

// A stamp that is further from the clock comes of a clock that was set in between.
constexpr nanoseconds kMostAge = std::chrono::hours(1);

using Buffer = std::array<char, kMostTextBytes>;

struct Received {
  ssize_t size;  // as recvmsg
  pid_t peer;    // 0: unknown
  nanoseconds age;
};

nanoseconds age_of(const timespec& stamp) {
  const auto sent = std::chrono::seconds(stamp.tv_sec) + nanoseconds(stamp.tv_nsec);
  const nanoseconds age = std::chrono::system_clock::now().time_since_epoch() - sent;
  return age < nanoseconds(0) || age > kMostAge ? nanoseconds(0) : age;
}

Received receive(int descriptor, Buffer& buffer) {
  iovec part{buffer.data(), buffer.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(timespec))> control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  Received received{recvmsg(descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC), 0, nanoseconds(0)};
  if (received.size < 0) return received;
  for (cmsghdr* message = CMSG_FIRSTHDR(&header); message != nullptr;
       message = CMSG_NXTHDR(&header, message)) {
    if (message->cmsg_level != SOL_SOCKET) continue;
    if (message->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials{};
      std::memcpy(&credentials, CMSG_DATA(message), sizeof credentials);
      received.peer = credentials.pid;
    } else if (message->cmsg_type == SCM_TIMESTAMPNS) {
      timespec stamp{};
      std::memcpy(&stamp, CMSG_DATA(message), sizeof stamp);
      received.age = age_of(stamp);
    }
  }
  return received;
}

}  // namespace

MarkSocket::MarkSocket(boost::asio::io_context& context, const std::string& path, mode_t mode, ProcFiles proc,
                       OnMark on_mark, Log log)
    : context_(context),
      datagrams_(path, SOCK_DGRAM, mode),
      listener_(path + kStreamSuffix, SOCK_STREAM, mode),
      receiving_(context, datagrams_.descriptor()),
      listening_(context, listener_.descriptor()),
      proc_(std::move(proc)),
      on_mark_(std::move(on_mark)),
      log_(std::move(log)) {
  // Without it a mark has the time at which it is taken, which a scan may delay.
  const int on = 1;
  setsockopt(datagrams_.descriptor(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  wait_for_datagrams();
  wait_for_connection();
}

// The descriptors belong to the sockets.
MarkSocket::~MarkSocket() {
  receiving_.release();
  listening_.release();
}

void MarkSocket::wait_for_datagrams() {
  receiving_.async_wait(Stream::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    take_datagrams(kMostDatagrams);
    wait_for_datagrams();
  });
}

void MarkSocket::take_waiting() { take_datagrams(kMostAtEnd); }

void MarkSocket::take_datagrams(int most) {
  Buffer buffer;
  for (int i = 0; i < most; ++i) {
    const Received received = receive(datagrams_.descriptor(), buffer);
    if (received.size < 0) return;
    const auto refusal =
        take({buffer.data(), static_cast<std::size_t>(received.size)}, received.peer, received.age);
    if (!refusal || std::exchange(is_refusal_told_, true)) continue;
    log_("warning",
         fmt::format("process {} sent what is left out, as will be more of it: {}", received.peer, *refusal));
  }
}

void MarkSocket::wait_for_connection() {
  listening_.async_wait(Stream::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    for (Descriptor accepted = listener_.accept(); accepted.is_open(); accepted = listener_.accept())
      connect(std::move(accepted));
    wait_for_connection();
  });
}

void MarkSocket::connect(Descriptor accepted) {
  if (senders_.size() == kMostConnections) senders_.pop_front();
  senders_.push_back({Stream(context_, accepted.release()), {}, 0});
  wait_for_lines(std::prev(senders_.end()));
}

void MarkSocket::wait_for_lines(Connection connection) {
  connection->stream.async_wait(Stream::wait_read,
                                [this, connection](const boost::system::error_code& error) {
                                  if (error) return;  // it was closed, and is no longer in the list
                                  if (answer_lines(*connection)) {
                                    wait_for_lines(connection);
                                  } else {
                                    senders_.erase(connection);
                                  }
                                });
}

// Returns whether there may be more. Answers that nobody takes are dropped.
bool MarkSocket::answer_lines(Sender& sender) {
  Buffer buffer;
  const int descriptor = sender.stream.native_handle();
  const Received received = receive(descriptor, buffer);
  if (received.size < 0) return errno == EAGAIN || errno == EINTR;
  if (received.size > 0) sender.peer = received.peer;
  std::string& line = sender.line;
  line.append(buffer.data(), static_cast<std::size_t>(received.size));
  const bool is_too_long = line.size() >= kMostTextBytes && line.find('\n') == std::string::npos;
  const bool is_last = received.size == 0 || is_too_long;
  if (is_last && !line.empty()) line += '\n';
  std::string answers;
  std::size_t begin = 0;
  for (std::size_t end = line.find('\n'); end != std::string::npos; end = line.find('\n', begin)) {
    const auto refusal = take({line.data() + begin, end - begin}, sender.peer, nanoseconds(0));
    answers += refusal ? fmt::format("{}{}\n", kMarkRefused, *refusal) : fmt::format("{}\n", kMarkAccepted);
    begin = end + 1;
  }
  line.erase(0, begin);
  if (answers.empty()) return !is_last;
  const ssize_t sent = send(descriptor, answers.data(), answers.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return !is_last && (sent >= 0 || errno == EAGAIN);
}

std::optional<std::string> MarkSocket::take(std::string_view text, pid_t peer, nanoseconds age) {
  try {
    const MarkMessage message = parse_mark(text);
    return on_mark_(message, {sender_of(message, peer), age});
  } catch (const UserError& error) {
    return error.what();
  }
}

std::optional<std::int64_t> MarkSocket::sender_of(const MarkMessage& message, pid_t peer) const {
  if (peer <= 0) return std::nullopt;
  if (!message.for_parent) return peer;
  const auto stat = read_stat_numbers(proc_, peer);
  return stat && stat->ppid > 0 ? stat->ppid : peer;
}

}  // namespace tidemark
