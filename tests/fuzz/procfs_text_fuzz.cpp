// The text of one file under /proc, to all parsers. A process writes its name and its command line there.
#include "common/text.hpp"
#include "recorder/procfs/listening_sockets.hpp"
#include "recorder/procfs/mounts.hpp"
#include "recorder/procfs/proc_text.hpp"
#include "recorder/procfs/runtime_recognizer.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  const std::string_view text = input.rest();
  static_cast<void>(parse_statm(text));
  const auto stat = parse_stat(text);
  require(stat.has_value() == parse_stat_numbers(text).has_value(), "the two readings of stat agree");
  if (stat) {
    const std::string recorded = escape_name(stat->comm);
    require(printable(recorded) == recorded, "a recorded name is printable");
  }
  static_cast<void>(parse_zombie_status(text));
  static_cast<void>(parse_status_uid(text));
  static_cast<void>(parse_last_pid(text));
  static_cast<void>(parse_pressure_total(text, "some"));
  static_cast<void>(split_command_line(text));
  static_cast<void>(parse_listening_tcp(text));
  static_cast<void>(parse_listening_unix(text));
  static_cast<void>(parse_listening_udp(text, {32768, 60999}));
  static_cast<void>(parse_cgroup(text, "memory"));
  static_cast<void>(runtime_of_mappings(text));
  static_cast<void>(mount_of_id(text, 31));
  static_cast<void>(is_local(mount_at(text, "/proc")));
  const std::string_view name = input.take_until('\n');
  static_cast<void>(parse_meminfo(input.rest(), name));
  static_cast<void>(parse_counter(input.rest(), name));
  static_cast<void>(mount_at(input.rest(), name));
  return 0;
}
