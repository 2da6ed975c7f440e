#pragma once

namespace tidemark {

// Answers what comes over a socket until the other end is closed: see unwind_message.hpp. It keeps what it is told of
// processes and nothing else, needs no rights of its own, and takes little memory at any time.
//
// socket   of packets, connected
// Returns  exit status
[[nodiscard]] int serve_unwinding(int socket);

}  // namespace tidemark
