// A recording of which anything may be wrong, to info, top and plot.
#include "analyzer/commands/commands.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("r.tidemark", FuzzInput(bytes, size).rest());
  const auto run = [&](int (*command)(std::span<const std::string>), std::vector<std::string> options) {
    options.push_back(path);
    is_accepted([&] { static_cast<void>(command(options)); });
  };
  run(info_command, {});
  run(top_command, {"--quiet"});
  run(top_command, {"--quiet", "--at", "2026-09-21T13:46:50Z"});
  run(plot_command, {"--quiet", "--metric", "all"});
  return 0;
}
