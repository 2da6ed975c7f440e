#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

#include "recorder/session/mark_socket.hpp"
#include "recorder/session/session_recorder.hpp"
#include "recorder/system/log.hpp"
#include "recorder/system/private_directory.hpp"

namespace tidemark {

// Where a session takes marks, for as long as this lives; nothing where it takes none.
struct MarkIntake {
  std::unique_ptr<PrivateDirectory> directory;  // of the socket, where it has one of its own
  std::unique_ptr<MarkSocket> socket;

  // As MarkSocket::take_waiting.
  void take_waiting() const {
    if (socket) socket->take_waiting();
  }
};

// Listens at the socket that the settings name, for its file's user and group. Where they name none, listens
// where a service does if that directory is there, and logs it where that cannot be.
//
// Throws  FileError for a socket that was asked for
[[nodiscard]] MarkIntake take_marks_of_host(boost::asio::io_context& context, SessionRecorder& session,
                                            const SessionSettings& settings, const Log& log);

// Listens at the socket that the settings name. Where they name none, listens in a private directory, after
// clearing away those of killed recorders, and logs it where that cannot be.
//
// Throws  FileError for a socket that was asked for
[[nodiscard]] MarkIntake take_marks_of_command(boost::asio::io_context& context, SessionRecorder& session,
                                               const SessionSettings& settings, const Log& log);

}  // namespace tidemark
