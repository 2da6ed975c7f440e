#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/descriptor.hpp"
#include "recorder/sampling/exit_source.hpp"

namespace tidemark {

// Returns the record of a message of the taskstats interface (Documentation/accounting/taskstats-struct.rst
// of the kernel); nullopt for that of a thread which is not its process's last, of a kernel thread, and for
// any other message.
[[nodiscard]] std::optional<ExitRecord> parse_exit_message(std::span<const std::byte> message);

// Why the kernel does not tell of exits.
struct ExitsUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Has the kernel tell of every process on this machine that exits (taskstats over netlink).
class ExitListener final : public ExitSource {
 public:
  // Takes Linux 5.19, CAP_NET_ADMIN, and the first namespaces of PIDs and of the network, which a process
  // that is forked for it proves. Throws ExitsUnavailable.
  ExitListener();

  // Some 20,000 exits are kept from one call to the next.
  [[nodiscard]] bool take(std::vector<ExitRecord>& exits) override;

 private:
  [[nodiscard]] std::uint16_t find_family();
  void subscribe(std::uint16_t family);
  void check_arrival();
  void send(std::uint16_t type, std::uint8_t command, std::uint16_t attribute, const std::string& value);
  [[nodiscard]] std::span<const std::byte> wait_for_answer();

  Descriptor socket_;
  std::vector<std::byte> buffer_;
};

}  // namespace tidemark
