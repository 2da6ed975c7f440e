#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "recorder/procfs/proc_files.hpp"

namespace tidemark {

using SocketInodes = std::vector<std::uint64_t>;

// Return the inodes of the sockets that listen, of the text of a file in /proc/PID/net (proc(5)); lines that
// are cut or of another form are passed over.

// tcp, tcp6: those in state LISTEN, which the kernel lists first.
[[nodiscard]] SocketInodes parse_listening_tcp(std::string_view text);
// unix: those that accept connections.
[[nodiscard]] SocketInodes parse_listening_unix(std::string_view text);
// udp, udp6: those that are bound to a port which the kernel does not give by itself, and are connected to
// nobody. As far as that tells: UDP knows no listening.
//
// given_ports  the first and the last that the kernel gives (ip_local_port_range)
[[nodiscard]] SocketInodes parse_listening_udp(std::string_view text, std::pair<int, int> given_ports);

// Returns whether a process listens on a socket of its network namespace; nullopt where its descriptors or the
// namespace's sockets cannot be read (another user's), or are too many to look at all of them.
//
// Cost  a link for each of its first 256 descriptors, about 1 us each, and the namespace's sockets, where it
//       has any: some 100 us, a few ms at most
[[nodiscard]] std::optional<bool> listens_on_socket(const ProcFiles& files, pid_t pid);

}  // namespace tidemark
