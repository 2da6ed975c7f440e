// A recording of which anything may be wrong, to recover: what that makes is sound.
#include <array>

#include "analyzer/commands/commands.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string path = scratch_file("r.tidemark", FuzzInput(bytes, size).rest());
  const std::string recovered = scratch_directory() + "/recovered.tidemark";
  const std::array<std::string, 5> arguments{path, "--force", "--quiet", "--output", recovered};
  if (!is_accepted([&] { static_cast<void>(recover_command(arguments)); })) return 0;
  require(info_command(std::array{recovered}) == 0, "what is recovered is a sound recording");
  const std::array<std::string, 5> judged{recovered, "--threads", "1", "--quiet", "--report=text"};
  static_cast<void>(analyze_command(judged));
  return 0;
}
