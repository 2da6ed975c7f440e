// The arguments of a command line, each ended by a zero byte: whatever came before, a secret stays one.
#include "recorder/procfs/command_line_mask.hpp"

#include "recorder/procfs/proc_text.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  CommandLineMask mask;
  for (const std::string_view argument : split_command_line(FuzzInput(bytes, size).rest()))
    static_cast<void>(mask.mask(argument));
  const std::string masked = mask.mask("--password=hunter2");
  require(masked.find("hunter2") == std::string::npos, "the value of a password is masked");
  return 0;
}
