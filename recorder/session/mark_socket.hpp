#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/system/log.hpp"
#include "recorder/system/unix_socket.hpp"

namespace tidemark {

// Takes marks from other processes, through a UNIX socket of datagrams and one of lines beside it; see mark_message.hpp.
// Whoever sends lines may stay connected, and gets an answer to each.
class MarkSocket {
 public:
  // Returns why the mark is refused, nothing where it is taken.
  using OnMark =
      std::function<std::optional<std::string>(const MarkMessage& message, const MarkOrigin& origin)>;

  // path    of the datagrams
  // mode    of both sockets, see BoundSocket
  // proc    tells the parent of a sender that speaks for it
  // log     told once of a datagram that is no mark, or was refused: nobody else hears of it
  // Throws  FileError
  MarkSocket(boost::asio::io_context& context, const std::string& path, mode_t mode, ProcFiles proc,
             OnMark on_mark, Log log);
  ~MarkSocket();
  MarkSocket(const MarkSocket&) = delete;
  MarkSocket& operator=(const MarkSocket&) = delete;

  // Takes the datagrams that were sent and not taken yet, before a session ends.
  void take_waiting();

  [[nodiscard]] const std::string& path() const { return datagrams_.path(); }

 private:
  using Stream = boost::asio::posix::stream_descriptor;
  struct Sender {
    Stream stream;
    std::string line;  // what has come of one that is not ended yet
    pid_t peer;        // of the last part
  };
  using Connection = std::list<Sender>::iterator;

  void wait_for_datagrams();
  void take_datagrams(int most);
  void wait_for_connection();
  void connect(Descriptor accepted);
  void wait_for_lines(Connection connection);
  [[nodiscard]] bool answer_lines(Sender& sender);
  // Returns what is wrong, if anything is.
  [[nodiscard]] std::optional<std::string> take(std::string_view text, pid_t peer,
                                                std::chrono::nanoseconds age);
  [[nodiscard]] std::optional<std::int64_t> sender_of(const MarkMessage& message, pid_t peer) const;

  boost::asio::io_context& context_;
  BoundSocket datagrams_;
  BoundSocket listener_;
  Stream receiving_;
  Stream listening_;
  ProcFiles proc_;
  OnMark on_mark_;
  Log log_;
  bool is_refusal_told_ = false;
  std::list<Sender> senders_;  // the oldest first
};

}  // namespace tidemark
