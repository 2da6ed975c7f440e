#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/system/unix_socket.hpp"

namespace tidemark {

// Takes marks from other processes, through a UNIX socket, and answers each; see MarkMessage. A sender may
// stay connected. The kernel says who it is.
class MarkSocket {
 public:
  // Returns why the mark is refused, nothing where it is taken.
  //
  // sender  in this PID namespace; absent where it is in none that can be seen from here
  using OnMark =
      std::function<std::optional<std::string>(const MarkMessage& message, std::optional<pid_t> sender)>;

  // mode    of the socket, see UnixListener
  // proc    tells the parent of a sender that speaks for it
  // Throws  FileError
  MarkSocket(boost::asio::io_context& context, const std::string& path, mode_t mode, ProcFiles proc,
             OnMark on_mark);
  ~MarkSocket();
  MarkSocket(const MarkSocket&) = delete;
  MarkSocket& operator=(const MarkSocket&) = delete;

  [[nodiscard]] const std::string& path() const { return listener_.path(); }

 private:
  using Stream = boost::asio::posix::stream_descriptor;
  using Connection = std::list<Stream>::iterator;

  void wait_for_connection();
  void connect(Descriptor accepted);
  void wait_for_packet(Connection connection);
  [[nodiscard]] bool answer_packet(int descriptor);
  [[nodiscard]] std::string take_packet(std::string_view packet, pid_t peer) const;
  [[nodiscard]] std::optional<pid_t> sender_of(const MarkMessage& message, pid_t peer) const;

  boost::asio::io_context& context_;
  UnixListener listener_;
  Stream listening_;
  ProcFiles proc_;
  OnMark on_mark_;
  std::list<Stream> connections_;  // the oldest first
};

}  // namespace tidemark
