#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

// Returns the inodes of the TCP sockets that listen in this process's network namespace, by sock_diag(7); nullopt
// where the kernel does not tell.
//
// Cost  some 20 us. /proc/net/tcp costs a ms on a machine of much memory, for behind those that listen the kernel
//       looks through its whole table of connections, be it empty
[[nodiscard]] std::optional<std::vector<std::uint64_t>> list_listening_tcp();

}  // namespace tidemark
